import assert from 'node:assert/strict';
import { earlierRecordKey, foldCase, recordKey, sourceKey, sourceName } from '../../../src/engine/model.ts';
import type { Asset } from '../../../src/engine/model.ts';

const release = { kind: 'release', owner: 'tools', repo: 'hello' } as const;
const attachment = {
  instance: 'https://git.example.org/',
  source: release,
  version: 'v1.0.0',
  name: 'hello.tar.gz',
  storage: 'attachment',
  upstreamId: 'aaaa',
} satisfies Partial<Asset>;
const packageFile = {
  ...attachment,
  source: { kind: 'genericPackage', owner: 'tools', package: 'hello' },
  storage: 'packageFile',
} as const;

describe('ids of scopes and records', () => {
  it('gives one scope however owner and repository are spelled', () => {
    assert.equal(
      sourceKey(attachment.instance, release),
      sourceKey(attachment.instance, { kind: 'release', owner: 'Tools', repo: 'HELLO' }),
    );
  });

  it('gives one owner for every name under which the server finds it', () => {
    const owner = (name: string): string =>
      sourceKey(attachment.instance, { kind: 'release', owner: name, repo: 'hello' });
    assert.equal(owner('alİce'), owner('alice'));
    assert.equal(owner('\u212aate'), owner('kate'));
    assert.notEqual(owner('alıce'), owner('alice'));
  });

  it('distinguishes a repository from a package of the same name, and instances from each other', () => {
    const ids = [
      sourceKey(attachment.instance, release),
      sourceKey(attachment.instance, packageFile.source),
      sourceKey(`${attachment.instance}forge/`, release),
    ];
    assert.equal(new Set(ids).size, ids.length);
  });

  it('cannot be fooled by separators in names', () => {
    assert.notEqual(
      sourceKey('https://a/', { kind: 'release', owner: 'a","b', repo: 'c' }),
      sourceKey('https://a/', { kind: 'release', owner: 'a', repo: 'b","c' }),
    );
  });

  it('identifies an attachment by its uuid, so that two files with one name stay separate', () => {
    assert.notEqual(recordKey(attachment), recordKey({ ...attachment, upstreamId: 'bbbb' }));
    assert.equal(recordKey(attachment), recordKey({ ...attachment, name: 'renamed.tar.gz' }));
  });

  it('identifies a package file by its name, so that a re-upload replaces it', () => {
    assert.equal(recordKey(packageFile), recordKey({ ...packageFile, upstreamId: 'bbbb' }));
    assert.equal(recordKey(packageFile), recordKey({ ...packageFile, name: 'HELLO.tar.gz' }));
    assert.notEqual(recordKey(packageFile), recordKey({ ...packageFile, name: 'other.tar.gz' }));
  });

  it('identifies a package file under every case of its version, as the registry does', () => {
    assert.equal(recordKey(packageFile), recordKey({ ...packageFile, version: 'V1.0.0' }));
    assert.equal(recordKey(packageFile), earlierRecordKey(packageFile));
    assert.notEqual(
      recordKey({ ...packageFile, version: 'V1.0.0' }),
      earlierRecordKey({ ...packageFile, version: 'V1.0.0' }),
    );
  });

  it('gives keys that are safe as file names', () => {
    assert.match(recordKey({ ...attachment, version: '../..', name: 'a/b' }), /^[0-9a-f]{64}$/);
  });

  it('folds case as the server does: character by character, without context', () => {
    assert.equal(foldCase('V1.0-RC'), 'v1.0-rc');
    assert.equal(foldCase('ΟΔΟΣ'), foldCase('οδοσ'));
    assert.equal(foldCase('İ\u212a'), 'ik');
    assert.notEqual(foldCase('straße'), foldCase('STRASSE'));
    assert.equal(foldCase('👍🏽'), '👍🏽');
  });

  it('names a source for people', () => {
    assert.deepEqual([sourceName(release), sourceName(packageFile.source)], ['tools/hello', 'tools/hello']);
  });
});
