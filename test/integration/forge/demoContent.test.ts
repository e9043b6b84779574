import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { crc32, inflateRawSync } from 'node:zlib';
import type { AssetContent, ForgeContent } from '../../support/forge/content.ts';
import { demoContent, makeDemoContent } from '../../support/forge/demoContent.ts';

describe('the content of the demo forge', () => {
  const content = demoContent();
  // The faults in the ladder's repositories are intended and have a test of their own.
  const honest = content.repositories.filter(({ owner }) => owner !== 'ladder');
  const releases = honest.flatMap((repository) => repository.releases);
  const bytesOf = (assets: readonly AssetContent[], name: string): Buffer => {
    const body = assets.find((asset) => asset.name === name)?.body;
    assert.ok(body instanceof Buffer, name);
    return body;
  };

  it('is the same every time', () => {
    const outline = ({ repositories, packages }: ForgeContent): unknown => [
      repositories.map(({ releases }) => releases.map(({ tag, createdAt, assets }) => [tag, createdAt, assets])),
      packages,
    ];
    assert.deepEqual(outline(makeDemoContent()), outline(content));
  });

  it('is another copy for each forge', () => {
    const [changed] = demoContent().repositories;
    assert.ok(changed);
    for (const { assets } of changed.releases) assets.length = 0;
    changed.name = 'renamed';
    const [again] = demoContent().repositories;
    assert.notEqual(again?.name, 'renamed');
    assert.ok(again?.releases.some(({ assets }) => assets.length > 0));
  });

  it('lists newest releases first', () => {
    const lists = [
      ...content.repositories.map((repository) => repository.releases),
      ...content.accounts.map(({ login }) => content.packages.filter(({ owner }) => owner === login)),
    ];
    for (const list of lists) {
      const times = list.map(({ createdAt }) => createdAt.getTime());
      assert.deepEqual(
        times,
        [...times].sort((a, b) => b - a),
      );
    }
  });

  it('has correct checksum files', () => {
    let lines = 0;
    for (const { assets } of releases) {
      for (const { body } of assets.filter(({ name }) =>
        /SHA256SUMS$|checksums\.txt$|\.sha256$|sha256\.sum$/.test(name),
      )) {
        for (const [, hex, name = ''] of body.toString().matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm)) {
          assert.equal(createHash('sha256').update(bytesOf(assets, name)).digest('hex'), hex, name);
          lines += 1;
        }
      }
    }
    assert.ok(lines > 50, `${lines} lines`);
  });

  it('has valid minisign signatures', () => {
    let signatures = 0;
    for (const { assets } of releases) {
      for (const { name, body } of assets.filter((asset) => asset.name.endsWith('.minisig'))) {
        const signed = bytesOf(assets, name.slice(0, -'.minisig'.length));
        assert.ok(holds(body.toString(), bytesOf(assets, 'minisign.pub').toString(), signed), name);
        assert.ok(!holds(body.toString(), bytesOf(assets, 'minisign.pub').toString(), Buffer.from('other')), name);
        signatures += 1;
      }
    }
    assert.ok(signatures >= 5);
  });

  it('has zip archives that unpack completely', () => {
    const zips = releases.flatMap(({ assets }) => assets.filter(({ name }) => name.endsWith('.zip')));
    assert.ok(zips.length >= 5);
    for (const { body } of zips) {
      assert.ok(body instanceof Buffer);
      const nameBytes = body.readUInt16LE(26);
      const packed = body.subarray(30 + nameBytes, 30 + nameBytes + body.readUInt32LE(18));
      const file = inflateRawSync(packed);
      assert.deepEqual([file.length, crc32(file)], [body.readUInt32LE(22), body.readUInt32LE(14)]);
    }
  });

  it('has a program that takes a moment to download, different in each version', () => {
    const sizes = releases.flatMap(({ assets }) => assets.filter(({ name }) => /^bundler-.*-amd64$/.test(name)));
    const digests = sizes.map(({ body }) => createHash('sha256').update(body).digest('hex'));
    assert.ok(sizes.every(({ body }) => body.length > 4_000_000));
    assert.equal(new Set(digests).size, 3);
  });
});

/** Whether a prehashed minisign signature and its trusted comment are valid for the key and the bytes. */
function holds(signature: string, publicKey: string, signed: Buffer): boolean {
  const raw = Buffer.from(publicKey.split('\n')[1] ?? '', 'base64');
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(10)]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const [, line = '', comment = '', global = ''] = signature.split('\n');
  const made = Buffer.from(line, 'base64');
  const trusted = Buffer.concat([made.subarray(10), Buffer.from(comment.replace('trusted comment: ', ''))]);
  return (
    made.subarray(0, 2).toString() === 'ED' &&
    made.subarray(2, 10).equals(raw.subarray(2, 10)) &&
    verify(null, createHash('blake2b512').update(signed).digest(), key, made.subarray(10)) &&
    verify(null, trusted, key, Buffer.from(global, 'base64'))
  );
}
