import assert from 'node:assert/strict';
import type { Asset } from '../../../../src/engine/model.ts';
import { Ledger } from '../../../../src/engine/verify/ledger.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const KEY = 'F5420C2B3C8F6886';
const SIGNED = { kind: 'signature', keyIds: [KEY] } as const;
const PLAIN = { kind: 'none', keyIds: [] } as const;

describe('Ledger', () => {
  let entries: Map<string, string>;
  let ledger: Ledger;
  beforeEach(() => {
    entries = new Map();
    ledger = new Ledger(new MemoryMemento(entries));
  });

  const file = (version: string, name: string, rest: Partial<Asset> = {}): Asset =>
    makeAsset({ version, name, upstreamId: `uuid of ${version} ${name}`, ...rest });
  const noteSigned = (asset: Asset): Promise<void> => ledger.note(asset, { sha256: A, seen: SIGNED, now: 1000 });
  const lastOf = async (asset: Asset) => (await ledger.recall(asset)).lastVersion;

  describe('knows a file again in the next version', () => {
    const ROWS: readonly (readonly [before: readonly [string, string], now: readonly [string, string]])[] = [
      [
        ['v1.0.0', 'tool-1.0.0.tgz'],
        ['v1.1.0', 'tool-1.1.0.tgz'],
      ],
      [
        ['v5', 'tool-x86_64.tgz'],
        ['v6', 'tool-x86_64.tgz'],
      ],
      [
        ['v63', 'tool-x86_64.tgz'],
        ['v64', 'tool-x86_64.tgz'],
      ],
      [
        ['1', 'tool-1.1.txt'],
        ['2', 'tool-2.1.txt'],
      ],
      [
        ['nightly-7', 'tool-0.9.tgz'],
        ['nightly-8', 'tool-0.9.1.tgz'],
      ],
      [
        ['v1.2', 'tool_1.2.0_linux.tgz'],
        ['v1.3-rc.1', 'tool_1.3-rc.1_linux.tgz'],
      ],
      [
        ['v1', 'tool-x86_64-linux.tgz'],
        ['linux', 'tool-x86_64-linux.tgz'],
      ],
      [
        ['v1', 'tool-x86_64-linux.tgz'],
        ['64-linux', 'tool-x86_64-linux.tgz'],
      ],
      [
        ['v1.0', 'Tool.zip'],
        ['v1.1', 'tool.zip'],
      ],
    ];
    for (const [before, now] of ROWS)
      it(`${before.join(' ')}, ${now.join(' ')}`, async () => {
        await noteSigned(file(...before, { createdAt: 1000 }));
        assert.deepEqual(await lastOf(file(...now, { createdAt: 2000 })), SIGNED);
      });

    it('but not in another one', async () => {
      await noteSigned(file('v1.0', 'tool.zip', { createdAt: 1000 }));
      assert.equal(await lastOf(file('v1.1', 'other.zip', { createdAt: 2000 })), undefined);
    });
  });

  describe('tells which version was the last', () => {
    it('by their numbers, though the server makes the new one old', async () => {
      await noteSigned(file('v1.0.0', 'tool', { createdAt: 2000 }));
      assert.deepEqual(await lastOf(file('v1.1.0', 'tool', { createdAt: 1 })), SIGNED);
      assert.deepEqual(await lastOf(file('v1.10', 'tool', { createdAt: 1 })), SIGNED);
      assert.equal(await lastOf(file('v0.9.0', 'tool', { createdAt: 1 })), undefined);
    });

    it('by their numbers, where no times are known', async () => {
      await noteSigned(file('2.0', 'tool'));
      assert.equal(await lastOf(file('1.9', 'tool')), undefined);
      assert.deepEqual(await lastOf(file('2.0.1', 'tool')), SIGNED);
    });

    it('by their times, where they are no numbers', async () => {
      await noteSigned(file('blue', 'tool', { createdAt: 1000 }));
      assert.deepEqual(await lastOf(file('green', 'tool', { createdAt: 2000 })), SIGNED);
      assert.equal(await lastOf(file('red', 'tool', { createdAt: 500 })), undefined);
    });
  });

  it('loses nothing of what is noted, or accepted, side by side', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `part-${index}.bin`);
    await Promise.all(names.map((name) => noteSigned(file('v1', name))));
    for (const name of names) assert.equal((await ledger.recall(file('v1', name))).remembered, A, name);
    const changes = ['1', '2', '3'].map((before) => ({ kind: 'signature-missing', before: [before] }) as const);
    await Promise.all(changes.map((change) => ledger.accept(file('v1', 'tool'), [change])));
    assert.deepEqual(await ledger.open(file('v1', 'tool'), changes), []);
  });

  it('does not grow without end', async () => {
    for (let version = 0; version < 300; version += 1)
      await noteSigned(file(`${version}`, 'tool', { createdAt: version + 1 }));
    const [[, text = ''] = []] = entries;
    assert.equal(entries.size, 1);
    assert.ok((JSON.parse(text) as unknown[]).length <= 100);
    assert.deepEqual(await lastOf(file('300', 'tool', { createdAt: 301 })), SIGNED);
  });

  it('remembers what was had under a name, and what is another file now', async () => {
    const before = file('v1', 'tool');
    await ledger.note(before, { sha256: A, seen: PLAIN, now: 1000 });
    assert.deepEqual(await ledger.recall(before), { remembered: A, lastVersion: PLAIN });
    assert.deepEqual(await ledger.recall({ ...before, upstreamId: 'new' }), { replaced: A, lastVersion: PLAIN });
  });

  describe('a pin', () => {
    it('holds for a package file under any spelling of its name, as the registry has it', async () => {
      const before = file('1.0', 'Tool.txt', { storage: 'packageFile' });
      await ledger.pin(before, { sha256: A });
      await ledger.note(before, { sha256: A, seen: PLAIN, now: 1000 });
      const again = { ...before, name: 'tool.txt', upstreamId: 'new' };
      assert.deepEqual(await ledger.pinOf(again), { sha256: A });
      assert.equal((await ledger.recall(again)).replaced, A);
    });

    it('is of one file, where others may differ from it only in case', async () => {
      await ledger.pin(file('v1', 'README'), { sha256: A });
      assert.equal(await ledger.pinOf(file('v1', 'readme')), undefined);
    });

    it('is kept as it is compared, however it was written', async () => {
      await ledger.pin(file('v1', 'tool'), { sha256: B.toUpperCase() });
      assert.deepEqual(await ledger.pinOf(file('v1', 'tool')), { sha256: B });
      await ledger.pin(file('v1', 'tool'), undefined);
      assert.equal(await ledger.pinOf(file('v1', 'tool')), undefined);
    });
  });
});
