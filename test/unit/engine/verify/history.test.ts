import assert from 'node:assert/strict';
import { isEngineError } from '../../../../src/engine/errors.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { openDirectoryStores } from '../../../../src/engine/store/directoryStores.ts';
import { History } from '../../../../src/engine/verify/history.ts';
import type { Noted } from '../../../../src/engine/verify/history.ts';
import { watchFileCalls } from '../../../crash/fileCalls.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { MemorySections } from '../../../support/memorySections.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const KEY = 'minisign:F5420C2B3C8F6886';
const SIGNED = { kind: 'signature', keyIds: [KEY] } as const;
const PLAIN = { kind: 'none', keyIds: [] } as const;
const NOW = Date.UTC(2026, 10, 29);

const EBADMSG = (error: unknown): boolean => isEngineError(error, 'storage') && error.facts.reason === 'EBADMSG';

describe('the history of a source', () => {
  let sections: MemorySections;
  let history: History;
  let clock: FakeClock;
  beforeEach(() => {
    sections = new MemorySections();
    clock = new FakeClock(NOW);
    history = new History(sections, clock);
  });

  const file = (version: string, name: string, rest: Partial<Asset> = {}): Asset =>
    makeAsset({ version, name, upstreamId: `uuid of ${version} ${name}`, ...rest });
  const note = (asset: Asset, seen: Noted['seen'] = SIGNED): Promise<void> => history.note(asset, { sha256: A, seen });
  /** The only section that has entries. */
  const section = () => sections.section(sections.names[0] ?? '');

  it('recognises the same file, and one that replaced it', async () => {
    const before = file('v1', 'tool');
    await note(before, PLAIN);
    assert.deepEqual(await history.recall(before), { remembered: A, lastVersion: PLAIN });
    assert.deepEqual(await history.recall({ ...before, upstreamId: 'new' }), { replaced: A, lastVersion: PLAIN });
  });

  it('treats files with one name as different while the release has both', async () => {
    const first = file('v1', 'dup.bin');
    const second = { ...first, upstreamId: 'second' };
    const both = [first, second];
    await note(first, PLAIN);
    assert.equal((await history.recall(second, [second])).replaced, A);
    assert.equal((await history.recall(second, [first])).replaced, A, 'a list from before the second upload');
    assert.deepEqual(await history.recall(second, both), { lastVersion: PLAIN });
    await history.note(second, { sha256: B, seen: PLAIN }, both);
    // Also if the release is not listed.
    assert.equal((await history.recall(first)).remembered, A);
    assert.equal((await history.recall(second)).remembered, B);
    const third = { ...first, upstreamId: 'third' };
    assert.deepEqual(await history.recall(third, [...both, third]), { lastVersion: PLAIN });
    assert.equal((await history.recall(third, [second, third])).replaced, A);
    assert.equal((await history.recall(third, [first, third])).replaced, B);
  });

  it('notices a replaced package file whose earlier bytes remain under another name', async () => {
    const before = file('1.0', 'tool', { storage: 'packageFile', upstreamId: A });
    const now = { ...before, upstreamId: B };
    await note(before, PLAIN);
    assert.equal((await history.recall(now, [now, { ...before, name: 'other' }])).replaced, A);
  });

  it('recognises a file under a tag that differs only in case, as the server does', async () => {
    await note(file('v1-RC', 'tool'), PLAIN);
    assert.equal((await history.recall(file('V1-rc', 'tool'))).replaced, A);
    await note(file('V1-rc', 'tool'), SIGNED);
    assert.deepEqual((await history.recall(file('v1-rc', 'tool'))).lastVersion, SIGNED);
    assert.equal(section().keys().length, 1);
  });

  it('folds the case of package file names, but not of attachment names', async () => {
    await note(file('1.0', 'Tool.bin', { storage: 'packageFile' }), PLAIN);
    assert.equal((await history.recall(file('1.0', 'tool.bin', { storage: 'packageFile' }))).replaced, A);
    await note(file('v1', 'README'), PLAIN);
    assert.equal((await history.recall(file('v1', 'readme'))).replaced, undefined);
  });

  it('keeps sources apart', async () => {
    await note(file('v1', 'tool'));
    const other = file('v2', 'tool', { source: { kind: 'release', owner: 'alice', repo: 'other' } });
    assert.deepEqual(await history.recall(other), {});
  });

  it('does not grow without end, and forgets the oldest first', async () => {
    for (let version = 1; version <= 250; version += 1)
      await note(file(`${version}`, 'tool', { createdAt: version * 1000 }));
    assert.equal(section().keys().length, 200);
    assert.deepEqual((await history.recall(file('251', 'tool', { createdAt: 251_000 }))).lastVersion, SIGNED);
    assert.equal((await history.recall(file('50', 'tool'))).remembered, undefined);
    assert.equal((await history.recall(file('51', 'tool'))).remembered, A);
  });

  it('writes nothing if nothing is new', async () => {
    const asset = file('v1', 'tool', { createdAt: 1000 });
    await note(asset);
    const before = section().get(section().keys()[0] ?? '');
    const writes: string[] = [];
    const watched = {
      section: (name: string) =>
        Object.assign(sections.section(name), { update: (key: string) => Promise.resolve(void writes.push(key)) }),
      earlier: () => sections.earlier(),
    };
    await new History(watched, clock).note(asset, { sha256: A, seen: SIGNED });
    assert.deepEqual([writes, section().get(section().keys()[0] ?? '')], [[], before]);
  });

  describe('shared with a newer version of the program', () => {
    const newer = { version: 'v1.0', name: 'tool', upstreamId: 'u', sha256: B, at: 1000, keyIds: [KEY] };
    const write = async (fact: object): Promise<string> => {
      await note(file('v0.1', 'other.txt'), PLAIN);
      const key = JSON.stringify(['v1.0', 'tool']);
      await section().update(key, fact);
      return key;
    };

    it('keeps an unknown evidence kind, and treats it as the strongest', async () => {
      const fact = { ...newer, kind: 'attestation', log: { index: 7 } };
      const key = await write(fact);
      assert.deepEqual((await history.recall(file('v1.1', 'tool'))).lastVersion, { kind: 'signature', keyIds: [KEY] });
      await note(file('v1.1', 'tool'));
      assert.deepEqual(section().get(key), fact);
    });

    it('keeps unknown fields of an entry that it rewrites', async () => {
      const key = await write({ ...newer, kind: 'none', log: { index: 7 } });
      await note(file('v1.0', 'tool', { upstreamId: 'u' }));
      assert.deepEqual(section().get(key), { ...newer, at: 1000, sha256: A, kind: 'signature', log: { index: 7 } });
    });

    for (const [what, fact] of [
      ['has no kind', newer],
      ['has a time of another format', { ...newer, kind: 'none', at: '2026-11-29' }],
      ['is not an object', 'v2:eyJ…'],
    ] as const)
      it(`reports an unreadable entry, which ${what}`, async () => {
        await write(fact as object);
        await assert.rejects(history.recall(file('v1.1', 'tool')), EBADMSG);
        await assert.rejects(note(file('v1.1', 'tool')), { code: 'storage' });
      });
  });

  it('reports a damaged entry, whatever file of the source is requested', async () => {
    await note(file('v1', 'tool'));
    await note(file('v1', 'other'));
    await section().damage(JSON.stringify(['v1', 'other']));
    await assert.rejects(history.recall(file('v2', 'tool')), { code: 'storage' });
  });

  it('loses no concurrent entry', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `part-${index}.bin`);
    await Promise.all(names.map((name) => note(file('v1', name))));
    for (const name of names) assert.equal((await history.recall(file('v1', name))).remembered, A, name);
  });
});

describe('the history of a source on disk', () => {
  const directory = useTempDir();

  it('is read once a second, however many files arrive, and then has what another window noted', async () => {
    const clock = new FakeClock(NOW);
    const open = (writerId: string): History =>
      new History(openDirectoryStores({ directory: directory(), clock, writerId }).memory, clock);
    const [one, two] = [open('one'), open('two')];
    const files = Array.from({ length: 20 }, (_, index) =>
      makeAsset({ name: `${index}`, upstreamId: `uuid ${index}` }),
    );
    const other = makeAsset({ name: 'other', upstreamId: 'other uuid' });
    const noted = { sha256: A, seen: SIGNED };
    let lists = 0;
    const stop = await watchFileCalls(directory(), {
      before: ({ name }) => void (lists += Number(name === 'readdir')),
    });
    try {
      for (const asset of files) {
        await one.recall(asset);
        await one.note(asset, noted);
      }
    } finally {
      stop();
    }
    assert.ok(lists <= 2, `${lists} lists`);
    assert.equal((await one.recall(files[0] as Asset)).remembered, A);
    await two.note(other, noted);
    await clock.advance(1000);
    assert.equal((await one.recall(other)).remembered, A);
  });
});
