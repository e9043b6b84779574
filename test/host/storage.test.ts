import assert from 'node:assert/strict';
import { MementoAssetStore } from '../../src/engine/store/mementoAssetStore.ts';
import { MementoDownloadCounter } from '../../src/engine/store/mementoDownloadCounter.ts';
import { systemClock } from '../../src/engine/index.ts';
import { describeAssetStore } from '../support/contracts/assetStore.ts';
import { describeDownloadCounter } from '../support/contracts/downloadCounter.ts';
import { describeMemento } from '../support/contracts/memento.ts';
import { harness } from './harness/harness.ts';

/** Empties the editor's own state of this extension. */
async function emptyState() {
  const { globalState } = (await harness()).context;
  for (const key of globalState.keys()) await globalState.update(key, undefined);
  return globalState;
}

describe('storage of the editor', () => {
  after(emptyState);

  describeMemento('globalState', emptyState);
  describeAssetStore('MementoAssetStore over globalState', async () => {
    const state = await emptyState();
    const backend = {
      plant: async (key: string, value: unknown) => state.update(`asset ${key}`, value),
      stored: (key: string) => Promise.resolve(state.get(`asset ${key}`)),
    };
    return { store: new MementoAssetStore(state), backend };
  });

  describe('counters', () => {
    beforeEach(emptyState);
    describeDownloadCounter('MementoDownloadCounter over globalState', async (writerId) => {
      const memento = (await harness()).context.globalState;
      return new MementoDownloadCounter({ memento, writerId, now: () => systemClock.now() });
    });
  });

  it('returns a stored secret until it is deleted', async () => {
    const { secrets } = (await harness()).context;
    await secrets.store('token:test', 'value');
    assert.equal(await secrets.get('token:test'), 'value');
    await secrets.delete('token:test');
    assert.equal(await secrets.get('token:test'), undefined);
  });
});
