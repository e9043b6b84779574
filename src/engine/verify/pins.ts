import { hash } from 'node:crypto';
import * as v from 'valibot';
import { digestsSchema } from '../storedSchemas.ts';
import { foldCase, sourceKey } from '../model.ts';
import type { Asset, Digests } from '../model.ts';
import type { Memento, MementoSections } from '../ports.ts';
import { foldedName } from './versionlessName.ts';
import { readStored } from './storedEntry.ts';

/** A pin with only unknown digests cannot be understood, and pins nothing. */
const pinSchema = v.pipe(
  digestsSchema,
  v.check((digests) => Object.keys(digests).length > 0),
);

/** The digests that the user pinned, one entry per file. They outlive the cached files. */
export class Pins {
  readonly #memento: Memento;
  readonly #memory: MementoSections;

  constructor(memory: MementoSections) {
    this.#memento = memory.section('pins');
    this.#memory = memory;
  }

  /** The pinned digests of the file with that name. @throws EngineError `storage`, also for an unreadable pin */
  async of(asset: Asset): Promise<Digests | undefined> {
    const found = await readStored(this.#memento, keyOf(asset), pinSchema);
    const earlier = found ? undefined : await this.#memory.earlier();
    if (!earlier) return found;
    for (const key of earlierKeys(asset)) {
      const pin = await readStored(earlier, key, pinSchema);
      if (pin) return pin;
    }
    return undefined;
  }

  /** Sets the pin, or removes it with `undefined`. Replaces an unreadable one. @throws EngineError `storage` */
  async set(asset: Asset, digests: Digests | undefined): Promise<void> {
    const stored =
      digests && Object.fromEntries(Object.entries(digests).map(([name, hex]) => [name, hex.toLowerCase()]));
    await this.#memento.update(keyOf(asset), stored);
    const earlier = await this.#memory.earlier();
    for (const key of earlier ? earlierKeys(asset) : []) await earlier?.update(key, undefined);
  }
}

function keyOf(asset: Asset): string {
  return JSON.stringify([sourceKey(asset.instance, asset.source), foldCase(asset.version), foldedName(asset)]);
}

/** The pin as versions up to 0.1 stored it, when the case of tags mattered; looked up in each likely spelling of the tag. */
function earlierKeys(asset: Asset): readonly string[] {
  const { instance, source, version } = asset;
  const lower = version.toLowerCase();
  const capital = lower.replace(/^\p{L}/u, (letter) => letter.toUpperCase());
  const spellings = new Set([version, lower, version.toUpperCase(), capital]);
  return [...spellings].map(
    (spelling) => `pin ${hash('sha256', JSON.stringify([sourceKey(instance, source), spelling, foldedName(asset)]))}`,
  );
}
