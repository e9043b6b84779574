import * as v from 'valibot';
import type { Machine } from '../machine/platform.ts';
import { scopeId } from '../model.ts';
import type { Version } from '../model.ts';
import type { Memento } from '../ports.ts';
import { platformOf } from './platforms.ts';
import { openVersion } from '../versions/versionInName.ts';

const chosenSchema = v.object({
  /** The version that was chosen from last. */
  version: v.string(),
  /** What was chosen from it, by name with the version left open. */
  names: v.array(v.string()),
});

/** What a choice was made for. */
export interface ChoicePlace {
  readonly version: Pick<Version, 'instance' | 'source' | 'version'>;
  readonly machine: Machine;
  /** The one of several tools that was wanted. */
  readonly tool?: string | undefined;
}

/**
 * Which of several files of a version somebody chose for a platform: the answer for the next version. Who chooses from one
 * version again may want another tool of it, and who chose two of them is asked again.
 */
export class FileChoices {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  /** The one of these that is called as the one that was chosen from another version; `undefined` where that is not one file. */
  async recall(place: ChoicePlace, candidates: readonly string[]): Promise<string | undefined> {
    const kept = await this.#kept(place);
    const { version } = place.version;
    const [wanted, ...more] = kept?.names ?? [];
    if (kept === undefined || kept.version === version || more.length > 0) return undefined;
    const found = candidates.filter((name) => openVersion(name, version) === wanted);
    return found.length === 1 ? found[0] : undefined;
  }

  async remember(place: ChoicePlace, name: string): Promise<void> {
    const { version } = place.version;
    const kept = await this.#kept(place);
    const before = kept?.version === version ? kept.names : [];
    const names = [...new Set([...before, openVersion(name, version)])];
    await this.#memento.update(keyOf(place), { version, names });
  }

  async #kept(place: ChoicePlace): Promise<v.InferOutput<typeof chosenSchema> | undefined> {
    const key = keyOf(place);
    await this.#memento.refresh?.(key);
    const kept = v.safeParse(chosenSchema, this.#memento.get(key));
    return kept.success ? kept.output : undefined;
  }
}

function keyOf({ version: { instance, source }, machine, tool = '' }: ChoicePlace): string {
  return JSON.stringify(['file', scopeId(instance, source), tool.toLowerCase(), platformOf(machine)]);
}
