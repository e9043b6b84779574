import assert from 'node:assert/strict';
import type { InstalledExtension } from '../../../../src/editor/installs/extensions.ts';
import { takeoverOf } from '../../../../src/editor/installs/takeover.ts';
import type { TakeoverFacts } from '../../../../src/editor/installs/takeover.ts';
import { makeRecord } from '../../../support/records.ts';

const OWN = 'forgejo-artifacts.forgejo-artifacts';
const HERE = { kind: 'release', owner: 'alice', repo: 'ext' } as const;
const record = makeRecord({ source: HERE });
const signed = {
  ...record,
  evidence: { ...record.evidence, sources: [{ kind: 'signature', fits: true, keyId: 'k' }] },
} as const;
const forged = { ...record, evidence: { ...record.evidence, sources: [{ kind: 'server', fits: true }] } } as const;

function takeover(version: string, facts: Partial<TakeoverFacts> = {}): ReturnType<typeof takeoverOf> {
  const manifest = { id: 'alice.ext', version };
  return takeoverOf({ manifest, record, there: undefined, known: undefined, ownId: OWN, ...facts });
}

function known(version: string, rest: Partial<InstalledExtension> = {}): InstalledExtension {
  const { instance } = record;
  const about = { tag: `v${version}`, evidence: 'checksum', replaced: undefined } as const;
  return { id: 'alice.ext', version, instance, source: HERE, ...about, ...rest };
}

describe('the extension that an installation would replace', () => {
  const there = { version: '1.2.0', isBuiltin: false };

  it('is nothing if the editor has none', () => assert.deepEqual(takeover('1.0.0'), { kind: 'none' }));

  it('is the previous version if the file is a newer one of the same repository', () => {
    assert.deepEqual(takeover('1.3.0', { there, known: known('1.2.0') }), { kind: 'update', before: '1.2.0' });
  });

  for (const [version, is] of [
    ['1.10.0', 'newer'],
    ['1.2.0-rc.1', 'older'],
    ['0.9.0', 'older'],
    ['1.2.0', 'same'],
    ['1.2.0+evil', 'same'],
    ['nightly', undefined],
  ] as const) {
    it(`is ${is ?? 'not to be compared'} for ${version} from elsewhere`, () => {
      assert.deepEqual(takeover(version, { there }), { kind: 'replacement', before: '1.2.0', is, from: undefined });
    });
  }

  it('is a replacement if the file is an older one of the same repository', () => {
    const { kind } = takeover('1.1.0', { there, known: known('1.2.0') });
    assert.equal(kind, 'replacement');
  });

  it('is a replacement if it came from another repository, which is named', () => {
    const source = { ...HERE, repo: 'other' };
    const found = takeover('2.0.0', { there, known: known('1.2.0', { source }) });
    assert.deepEqual(found, {
      kind: 'replacement',
      before: '1.2.0',
      is: 'newer',
      from: { instance: record.instance, source },
    });
  });

  it('finds the extension installed last, also before the editor is restarted', () => {
    const pending = known('1.3.0', { replaced: '1.2.0' });
    assert.deepEqual(takeover('1.4.0', { there, known: pending }), { kind: 'update', before: '1.3.0' });
  });

  it('is not attributed to a repository whose version the editor no longer has', () => {
    const found = takeover('2.0.0', { there, known: known('1.0.0') });
    assert.deepEqual(found, { kind: 'replacement', before: '1.2.0', is: 'newer', from: undefined });
  });

  it('is never one that came with the editor', () => {
    const found = takeover('2.0.0', { there: { ...there, isBuiltin: true }, record: signed });
    assert.deepEqual(found, { kind: 'refused', why: 'builtin' });
  });

  for (const id of [OWN, OWN.toUpperCase()]) {
    it(`is never this extension without a signature by a trusted key, called ${id}`, () => {
      const manifest = { id, version: '9.9.9' };
      for (const one of [record, forged])
        for (const has of [undefined, there])
          assert.deepEqual(takeover('', { manifest, there: has, record: one }), { kind: 'refused', why: 'own' });
      assert.equal(takeover('', { manifest, there, record: signed }).kind, 'replacement');
    });
  }
});
