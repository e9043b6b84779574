import assert from 'node:assert/strict';
import { parseAssetAddress } from '../../../../src/engine/forgejo/assetAddress.ts';

const ROOT = 'https://git.example.org/';
const BELOW = 'https://git.example.org/forge/';
const parse = (text: string, ...bases: string[]) => parseAssetAddress(text, bases.length > 0 ? bases : [ROOT]);

describe('addresses of files', () => {
  it('reads the address of an attachment', () => {
    assert.deepEqual(parse(`${ROOT}attachments/0f3c-uuid`), { kind: 'attachment', instance: ROOT, uuid: '0f3c-uuid' });
  });

  it('reads a file of a release, with slashes in the tag, encoded or not', () => {
    const expected = {
      kind: 'releaseFile',
      instance: ROOT,
      owner: 'al',
      repo: 'tool',
      tag: 'rel/1.0',
      name: 'a b.zip',
    };
    assert.deepEqual(parse(`${ROOT}al/tool/releases/download/rel/1.0/a%20b.zip`), expected);
    assert.deepEqual(parse(`${ROOT}al/tool/releases/download/rel%2F1.0/a%20b.zip?x=1#y`), expected);
  });

  it('reads the page of a release, which needs a file name in addition', () => {
    assert.deepEqual(parse(`${ROOT}al/tool/releases/tag/v1%2B1`), {
      kind: 'releaseFile',
      instance: ROOT,
      owner: 'al',
      repo: 'tool',
      tag: 'v1+1',
      name: undefined,
    });
  });

  it('reads a file of a generic package, or its page', () => {
    const expected = {
      kind: 'packageFile',
      instance: ROOT,
      owner: 'al',
      package: 'tool',
      version: '1.0',
      name: 'a.zip',
    };
    assert.deepEqual(parse(`${ROOT}api/packages/al/generic/tool/1.0/a.zip`), expected);
    assert.deepEqual(parse(`${ROOT}al/-/packages/generic/tool/1.0`), { ...expected, name: undefined });
  });

  it('finds the instance with the longest matching path', () => {
    assert.equal(parse(`${BELOW}attachments/u`, ROOT, BELOW)?.instance, BELOW);
    assert.equal(parse(`${ROOT}attachments/u`, ROOT, BELOW)?.instance, ROOT);
    assert.equal(parse(`${ROOT}attachments/u`, BELOW), undefined);
    assert.equal(parse('https://git.example.org/forgery/attachments/u', BELOW), undefined);
  });

  it('refuses any other host, port and scheme, and user names', () => {
    for (const text of [
      'https://evil.example/attachments/u',
      'https://git.example.org.evil.example/attachments/u',
      'https://git.example.org:8443/attachments/u',
      'http://git.example.org/attachments/u',
      'https://git.example.org@evil.example/attachments/u',
      'https://me:secret@git.example.org/attachments/u',
      'https://evil.example/https://git.example.org/attachments/u',
    ]) {
      assert.equal(parse(text), undefined, text);
    }
  });

  it('refuses addresses of anything else', () => {
    for (const text of [
      '',
      'nonsense',
      ROOT,
      `${ROOT}al/tool`,
      `${ROOT}al/tool/releases`,
      `${ROOT}al/tool/releases/download/v1`,
      `${ROOT}al/tool/releases/tag/`,
      `${ROOT}al/tool/src/branch/main/a.zip`,
      `${ROOT}attachments/`,
      `${ROOT}attachments/u/v`,
      `${ROOT}attachments/%2e%2e`,
      `${ROOT}attachments/%zz`,
      `${ROOT}api/packages/al/generic/tool`,
      `${ROOT}api/packages/al/npm/tool/1.0/a.zip`,
    ]) {
      assert.equal(parse(text), undefined, text);
    }
  });
});
