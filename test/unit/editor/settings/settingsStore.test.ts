import assert from 'node:assert/strict';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { isTable } from '../../../../src/editor/settings/changeSetting.ts';
import type { Configuration } from '../../../../src/editor/settings/configuration.ts';
import { withInstance, withoutInstance } from '../../../../src/editor/settings/instanceEntries.ts';
import type { SettingsStore } from '../../../../src/editor/settings/settings.ts';
import { isEngineError } from '../../../../src/engine/index.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';
import { MemoryConfiguration, settingsOver } from '../../../support/memoryConfiguration.ts';

const [A, B] = ['https://a.example/', 'https://b.example/'];
const add = (store: SettingsStore, base: string): Promise<void> =>
  store.updateInstances((entries) => withInstance(entries, base));
const remove = (store: SettingsStore, base: string): Promise<void> =>
  store.updateInstances((entries) => withoutInstance(entries, base));

/** Windows that share one file. Each learns about the writes of others when the test says so. */
class Windows {
  #file: unknown = [];
  readonly #views: MemoryConfiguration[] = [];

  open(clock = new FakeClock()): SettingsStore {
    const view = new MemoryConfiguration();
    view.type(SETTINGS.instances, this.#file);
    this.#views.push(view);
    const configuration: Configuration = {
      get: (key) => view.get(key),
      userValue: (key) => view.userValue(key),
      write: async (key, value) => {
        await settle();
        this.#file = value;
        await view.write(key, value);
      },
      onDidChange: (listener) => view.onDidChange(listener),
    };
    return settingsOver(configuration, clock);
  }

  /** Delivers until nobody writes any more. */
  async deliver(): Promise<void> {
    for (let before; before !== this.#file;) {
      before = this.#file;
      for (const view of this.#views)
        if (view.get(SETTINGS.instances) !== before) view.type(SETTINGS.instances, before);
      for (let turn = 0; turn < 10; turn += 1) await settle();
    }
  }

  get urls(): readonly string[] {
    return (this.#file as readonly { url: string }[]).map(({ url }) => url);
  }
}

interface Change {
  readonly change: (store: SettingsStore) => Promise<void>;
  readonly isRight: (written: unknown) => boolean;
}

const isOf =
  (type: string) =>
  (written: unknown): boolean =>
    typeof written === type;

describe('a renamed setting', () => {
  it('is read by its old name until the new one is set', () => {
    const configuration = new MemoryConfiguration();
    configuration.type('forgejoArtifacts.metadata.ttlMinutes', 7);
    assert.equal(settingsOver(configuration).current.metadataTtlMs, 7 * 60_000);
    configuration.type(SETTINGS.refreshAfterMinutes, 3);
    assert.equal(settingsOver(configuration).current.metadataTtlMs, 3 * 60_000);
  });
});

describe('SettingsStore', () => {
  describe('settings of a wrong shape', () => {
    const isList = Array.isArray;
    const changes: Readonly<Record<string, Change>> = {
      [SETTINGS.instances]: { change: (store) => add(store, A), isRight: isList },
      [SETTINGS.trustedKeys]: { change: (store) => store.updateTrustedKeys((keys) => [...keys, {}]), isRight: isList },
      [SETTINGS.networkAllowedHosts]: { change: (store) => store.allowHost('cdn.example'), isRight: isList },
      [SETTINGS.addToPath]: { change: (store) => store.setAddToPath(false), isRight: isOf('boolean') },
      [SETTINGS.fileNames]: { change: (store) => store.setFileNames('full'), isRight: isOf('string') },
      [SETTINGS.requireByPlace]: { change: (store) => store.moveRequirements(), isRight: isTable },
    };
    for (const [key, { change, isRight }] of Object.entries(changes)) {
      it(`does not overwrite ${key}`, async () => {
        const wrong = [{ work: { url: A } }, 'https://a.example', 7, true, [], [7], {}].filter((one) => !isRight(one));
        for (const written of wrong) {
          const configuration = new MemoryConfiguration();
          configuration.type(SETTINGS.verificationRequire, { [A]: 'pin' });
          configuration.type(key, written);
          await assert.rejects(change(settingsOver(configuration)), (error) => {
            assert.ok(isEngineError(error, 'badSetting'), String(error));
            assert.deepEqual([error.facts.key, error.facts.notChanged], [key, true]);
            return true;
          });
          assert.deepEqual([configuration.written, configuration.get(key)], [[], written]);
        }
      });
    }
  });

  it('writes nothing if the value is already right', async () => {
    const configuration = new MemoryConfiguration();
    const store = settingsOver(configuration);
    await add(store, 'https://codeberg.org/');
    await remove(store, A);
    assert.deepEqual(configuration.written, []);
  });

  it('returns the new settings as soon as they are written', async () => {
    const store = settingsOver(new MemoryConfiguration());
    await add(store, A);
    assert.deepEqual(
      store.current.instances.map(({ url }) => url),
      ['https://codeberg.org/', A],
    );
  });

  it('allows a host once, next to invalid entries, and takes effect at once', async () => {
    const configuration = new MemoryConfiguration();
    configuration.type(SETTINGS.networkAllowedHosts, ['https://cdn.example.org']);
    const store = settingsOver(configuration);
    for (let press = 0; press < 3; press += 1) await store.allowHost('cdn.example.org');
    assert.deepEqual(configuration.get(SETTINGS.networkAllowedHosts), ['https://cdn.example.org', 'cdn.example.org']);
    assert.deepEqual(store.current.allowedHosts, ['cdn.example.org']);
  });

  it('fails if a host was written and is still not allowed', async () => {
    const user = new MemoryConfiguration();
    const store = settingsOver({ ...bound(user), get: () => undefined });
    await assert.rejects(store.allowHost('cdn.example.org'), (error) => isEngineError(error, 'badSetting'));
  });

  it('writes again if the value is overwritten before it is read back, and gives up in the end', async () => {
    for (const [losses, isKept] of [
      [2, true],
      [9, false],
    ] as const) {
      const user = new MemoryConfiguration();
      let left: number = losses;
      const store = settingsOver({
        ...bound(user),
        write: async (key, value) => {
          await user.write(key, value);
          left -= 1;
          if (left >= 0) user.type(key, []);
        },
      });
      const outcome = await add(store, A).catch((error: unknown) => error);
      assert.equal(outcome === undefined, isKept, String(outcome));
      assert.ok(user.written.length <= 4, `${user.written.length} writes`);
    }
  });

  describe('two windows that change one setting at the same moment', () => {
    it('keeps what both windows added', async () => {
      const windows = new Windows();
      const [one, other] = [windows.open(), windows.open()];
      await Promise.all([add(one, A), add(other, B)]);
      await windows.deliver();
      assert.deepEqual([...windows.urls].toSorted(), ['https://a.example', 'https://b.example']);
      for (const { current } of [one, other]) assert.equal(current.instances.length, 2);
    });

    it('keeps what one window removed removed', async () => {
      const windows = new Windows();
      const [one, other] = [windows.open(), windows.open()];
      await add(one, A);
      await remove(one, A);
      await windows.deliver();
      await add(other, B);
      await windows.deliver();
      assert.deepEqual(windows.urls, ['https://b.example']);
    });

    it('removes what the other window removed later', async () => {
      const windows = new Windows();
      const clock = new FakeClock();
      const [one, other] = [windows.open(clock), windows.open()];
      await add(one, A);
      await windows.deliver();
      await clock.advance(3000);
      await remove(other, A);
      await windows.deliver();
      assert.deepEqual(windows.urls, []);
    });

    it('stops retrying at some point', async () => {
      const windows = new Windows();
      const [one, other] = [windows.open(), windows.open()];
      await add(one, A);
      await windows.deliver();
      await remove(other, A);
      await windows.deliver();
      assert.ok(windows.urls.length <= 1);
    });
  });
});

function bound(configuration: MemoryConfiguration): Configuration {
  return {
    get: (key) => configuration.get(key),
    userValue: (key) => configuration.userValue(key),
    write: (key, value) => configuration.write(key, value),
    onDidChange: (listener) => configuration.onDidChange(listener),
  };
}
