import * as v from 'valibot';
import type { Machine } from '../machine/platform.ts';
import { sourceKey } from '../model.ts';
import type { Version } from '../model.ts';
import type { Memento } from '../ports.ts';
import { platformOf } from './platforms.ts';
import { openVersion } from '../versions/versionInName.ts';

const chosenSchema = v.object({
  /** The version of the last choice. */
  version: v.string(),
  /** The chosen file names, without their versions. */
  names: v.array(v.string()),
});

/** The subject of a choice. */
export interface ChoiceSubject {
  readonly version: Pick<Version, 'instance' | 'source' | 'version'>;
  readonly machine: Machine;
  /** The wanted tool, if the release has several. */
  readonly tool?: string | undefined;
}

/**
 * Remembers which of several files of a version was chosen for a platform, as the answer for the next version. Choosing
 * again from the same version may mean another of its tools, so two chosen files are asked about again.
 */
export class FileChoices {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  /** The file named like the one chosen from another version; `undefined` if that is not exactly one. */
  async recall(subject: ChoiceSubject, candidates: readonly string[]): Promise<string | undefined> {
    const stored = await this.#read(subject);
    const { version } = subject.version;
    const [wanted, ...more] = stored?.names ?? [];
    if (stored === undefined || stored.version === version || more.length > 0) return undefined;
    const found = candidates.filter((name) => openVersion(name, version) === wanted);
    return found.length === 1 ? found[0] : undefined;
  }

  async remember(subject: ChoiceSubject, name: string): Promise<void> {
    const { version } = subject.version;
    const stored = await this.#read(subject);
    const before = stored?.version === version ? stored.names : [];
    const names = [...new Set([...before, openVersion(name, version)])];
    await this.#memento.update(keyOf(subject), { version, names });
  }

  async #read(subject: ChoiceSubject): Promise<v.InferOutput<typeof chosenSchema> | undefined> {
    const key = keyOf(subject);
    await this.#memento.refresh?.(key);
    const stored = v.safeParse(chosenSchema, this.#memento.get(key));
    return stored.success ? stored.output : undefined;
  }
}

function keyOf({ version: { instance, source }, machine, tool = '' }: ChoiceSubject): string {
  return JSON.stringify(['file', sourceKey(instance, source), tool.toLowerCase(), platformOf(machine)]);
}
