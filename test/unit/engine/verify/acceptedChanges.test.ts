import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { Change } from '../../../../src/engine/evidence.ts';
import { AcceptedChanges } from '../../../../src/engine/verify/acceptedChanges.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { MemorySections } from '../../../support/memorySections.ts';

const ASSET = makeAsset({ source: { kind: 'release', owner: 'Alice', repo: 'tool' }, name: 'tool.tar.gz' });
const MISSING = { kind: 'signature-missing', before: ['ssh:1'] } as const;
const OTHER_KEY = { kind: 'key-changed', before: ['ssh:1'], now: ['ssh:2'] } as const;
const NEW_FILE = { ...MISSING, among: 'source' } as const;

describe('accepted changes', () => {
  let sections: MemorySections;
  let accepted: AcceptedChanges;
  beforeEach(() => {
    sections = new MemorySections();
    accepted = new AcceptedChanges(sections);
  });

  it('accepts a change from then on, for its owner only', async () => {
    await accepted.accept(ASSET, [MISSING]);
    assert.deepEqual(await accepted.open(ASSET, [MISSING, OTHER_KEY]), [OTHER_KEY]);
    const source = { kind: 'genericPackage', owner: 'alice', package: 'other' } as const;
    assert.deepEqual(await accepted.open({ ...ASSET, source }, [MISSING]), []);
    assert.deepEqual(await accepted.open({ ...ASSET, source: { ...source, owner: 'bob' } }, [MISSING]), [MISSING]);
  });

  it('limits an accepted new file to its source and to files of its sort', async () => {
    await accepted.accept(ASSET, [NEW_FILE]);
    assert.deepEqual(await accepted.open({ ...ASSET, name: 'other.zip' }, [NEW_FILE, MISSING]), [MISSING]);
    assert.deepEqual(await accepted.open({ ...ASSET, name: 'tool.deb' }, [NEW_FILE]), [NEW_FILE]);
    const source = { kind: 'release', owner: 'alice', repo: 'other' } as const;
    assert.deepEqual(await accepted.open({ ...ASSET, source }, [NEW_FILE]), [NEW_FILE]);
  });

  it('recognises a change whatever the order of its parts', async () => {
    const { kind, before, now } = OTHER_KEY;
    await accepted.accept(ASSET, [{ now, before, kind }]);
    assert.deepEqual(await accepted.open(ASSET, [OTHER_KEY]), []);
  });

  it('loses no change that is accepted concurrently', async () => {
    const changes: readonly Change[] = ['1', '2', '3'].map((key) => ({ ...MISSING, before: [key] }));
    await Promise.all(changes.map((change) => accepted.accept(ASSET, [change])));
    assert.deepEqual(await accepted.open(ASSET, changes), []);
  });

  it('fails for entries that cannot be read', async () => {
    await accepted.accept(ASSET, [MISSING]);
    await sections.section('accepted').damage(sections.section('accepted').keys()[0] ?? '');
    await assert.rejects(accepted.open(ASSET, [MISSING]), { code: 'storage' });
    assert.deepEqual(await accepted.open(ASSET, [OTHER_KEY]), [OTHER_KEY]);
  });

  describe('of version 0.1, which stored them together for each owner', () => {
    const key = `accepted ${hash('sha256', JSON.stringify([ASSET.instance, 'alice']))}`;

    it('still apply', async () => {
      await sections.section('0.1').update(key, [JSON.stringify(MISSING)]);
      assert.deepEqual(await accepted.open(ASSET, [MISSING, OTHER_KEY]), [OTHER_KEY]);
    });

    it('fail if they cannot be read', async () => {
      await sections.section('0.1').update(key, { v: 2 });
      await assert.rejects(accepted.open(ASSET, [MISSING]), { code: 'storage' });
    });
  });
});
