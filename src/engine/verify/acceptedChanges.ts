import { hash } from 'node:crypto';
import * as v from 'valibot';
import { foldCase, sourceKey } from '../model.ts';
import type { Asset } from '../model.ts';
import type { Memento, MementoSections } from '../ports.ts';
import type { Change } from '../evidence.ts';
import { groupOf } from './fileGroup.ts';
import { readStored } from './storedEntry.ts';

/** Versions up to 0.1 kept all accepted changes of an owner in one entry. */
const earlierSchema = v.array(v.string());

/** The changes that the user accepted: one entry for each change and owner. */
export class AcceptedChanges {
  readonly #memento: Memento;
  readonly #memory: MementoSections;

  constructor(memory: MementoSections) {
    this.#memento = memory.section('accepted');
    this.#memory = memory;
  }

  /** The changes not yet accepted for this owner. @throws EngineError `storage`, also if an entry cannot be read */
  async open(asset: Asset, changes: readonly Change[]): Promise<readonly Change[]> {
    if (changes.length === 0) return changes;
    const before = await this.#memory.earlier();
    const earlier = new Set(before && (await readStored(before, earlierKey(asset), earlierSchema)));
    const isOpen = await Promise.all(
      changes.map(async (change) => {
        if (earlier.has(JSON.stringify(change))) return false;
        return (await readStored(this.#memento, keyOf(asset, change), v.unknown())) === undefined;
      }),
    );
    return changes.filter((_, index) => isOpen[index]);
  }

  /** Accepts these changes for this owner from now on. @throws EngineError `storage` */
  async accept(asset: Asset, changes: readonly Change[]): Promise<void> {
    await Promise.all(changes.map((change) => this.#memento.update(keyOf(asset, change), true)));
  }
}

/**
 * Equal for equal changes, whatever the order of their parts. Accepting one new unsigned file says nothing about new files
 * of other sorts or other sources.
 */
function keyOf({ instance, source, name }: Asset, change: Change): string {
  const text = JSON.stringify(change, Object.keys(change).sort());
  const isOfSource = 'among' in change;
  return JSON.stringify(
    isOfSource ? [sourceKey(instance, source), groupOf(name), text] : [instance, foldCase(source.owner), text],
  );
}

function earlierKey({ instance, source }: Asset): string {
  return `accepted ${hash('sha256', JSON.stringify([instance, foldCase(source.owner)]))}`;
}
