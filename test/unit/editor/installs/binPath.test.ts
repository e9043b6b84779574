import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { BinPath } from '../../../../src/editor/installs/binPath.ts';
import type { BinPathOptions } from '../../../../src/editor/installs/binPath.ts';
import type { Installed } from '../../../../src/engine/index.ts';
import { settle } from '../../../support/fakeClock.ts';
import { FakeEmitter } from '../../../support/fakeEmitter.ts';
import { makeInstalled } from '../../../support/makeInstalled.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';

describe('BinPath', () => {
  let value: string | undefined;
  let writes: number;
  let known: readonly Installed[] | undefined;
  let addToPath: boolean;
  let directory: string;
  const [settings, installs, engine] = [new FakeEmitter<void>(), new FakeEmitter<void>(), new FakeEmitter<void>()];
  const collection = {
    description: undefined as string | undefined,
    get: () => (value === undefined ? undefined : { value }),
    prepend: (name: string, text: string) => {
      assert.equal(name, 'PATH');
      value = text;
      writes += 1;
    },
    delete: () => void (value = undefined),
  };

  beforeEach(() => {
    value = undefined;
    writes = 0;
    known = undefined;
    addToPath = true;
    directory = '/engine/bin';
  });
  const start = async (): Promise<BinPath> => {
    const path = new BinPath({
      collection,
      log: new MemoryLog(),
      settings: {
        get current() {
          return { addToPath };
        },
        onDidChange: settings.event,
      },
      installs: {
        get known() {
          return known;
        },
        onDidChange: installs.event,
      },
      engine: {
        get: () => ({ installer: { binDirectory: directory } }),
        onDidRebuild: engine.event,
      },
    } as unknown as BinPathOptions);
    await settle();
    return path;
  };
  const fire = async (emitter: FakeEmitter<void>): Promise<void> => {
    emitter.fire();
    await settle();
  };

  it('adds nothing before a tool is installed', async () => {
    using _path = asDisposable(await start());
    known = [];
    await fire(installs);
    assert.equal(value, undefined);
    known = [makeInstalled()];
    await fire(installs);
    assert.equal(value, `/engine/bin${delimiter}`);
    assert.match(collection.description ?? '', /Forgejo Artifacts/);
  });

  it('leaves what the editor remembered until the disk was looked at', async () => {
    value = `/engine/bin${delimiter}`;
    using _path = asDisposable(await start());
    assert.equal(value, `/engine/bin${delimiter}`);
    known = [];
    await fire(installs);
    assert.equal(value, undefined);
  });

  it('goes when no command is left, and when the setting says so', async () => {
    using _path = asDisposable(await start());
    known = [makeInstalled()];
    await fire(installs);
    addToPath = false;
    await fire(settings);
    assert.equal(value, undefined);
    addToPath = true;
    await fire(settings);
    assert.ok(value);
    known = [makeInstalled({ active: false })];
    await fire(installs);
    assert.equal(value, undefined);
  });

  it('says the same only once, so that no terminal counts as out of date', async () => {
    using _path = asDisposable(await start());
    known = [makeInstalled()];
    await fire(installs);
    await fire(installs);
    await fire(settings);
    assert.equal(writes, 1);
  });

  it('follows the cache directory', async () => {
    known = [makeInstalled()];
    using _path = asDisposable(await start());
    directory = '/other/bin';
    await fire(engine);
    assert.equal(value, `/other/bin${delimiter}`);
  });
});

function asDisposable(path: BinPath): Disposable {
  return { [Symbol.dispose]: () => path.dispose() };
}
