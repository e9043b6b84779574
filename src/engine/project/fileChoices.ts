import * as v from 'valibot';
import type { Machine } from '../machine/platform.ts';
import { scopeId } from '../model.ts';
import type { Version } from '../model.ts';
import type { Memento } from '../ports.ts';
import { platformOf } from './platforms.ts';
import { openVersion } from '../versions/versionInName.ts';

const chosenSchema = v.string();

/** What a choice was made for. */
export interface ChoicePlace {
  readonly version: Pick<Version, 'instance' | 'source' | 'version'>;
  readonly machine: Machine;
  /** The one of several tools that was wanted. */
  readonly tool?: string | undefined;
}

/** Which of several files somebody chose for a platform, by its name with the version left open: for the next version. */
export class FileChoices {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  /** The one of these that is called as the one that was chosen; `undefined` where none is, or several are. */
  async recall(place: ChoicePlace, candidates: readonly string[]): Promise<string | undefined> {
    const key = keyOf(place);
    await this.#memento.refresh?.(key);
    const kept = v.safeParse(chosenSchema, this.#memento.get(key));
    if (!kept.success) return undefined;
    const found = candidates.filter((name) => openVersion(name, place.version.version) === kept.output);
    return found.length === 1 ? found[0] : undefined;
  }

  async remember(place: ChoicePlace, name: string): Promise<void> {
    await this.#memento.update(keyOf(place), openVersion(name, place.version.version));
  }
}

function keyOf({ version: { instance, source }, machine, tool = '' }: ChoicePlace): string {
  return JSON.stringify(['file', scopeId(instance, source), tool.toLowerCase(), platformOf(machine)]);
}
