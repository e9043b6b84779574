import assert from 'node:assert/strict';
import { findChecksumFiles, sidecarSuffix } from '../../../../src/engine/verify/checksumFiles.ts';

const file = (name: string, sizeBytes: number | undefined = 100) => ({ name, sizeBytes });

/** The names in order, lists with a `*` in front. */
function found(assetName: string, ...names: readonly string[]): readonly string[] {
  const siblings = names.map((name) => file(name));
  return findChecksumFiles(file(assetName), siblings).map(({ file: { name }, scope }) =>
    scope === 'list' ? `*${name}` : name,
  );
}

describe('findChecksumFiles', () => {
  it('puts sidecars before lists, and names with a strong algorithm before others', () => {
    assert.deepEqual(
      found(
        'tool.zip',
        'checksums.txt',
        'tool.zip',
        'SHA256SUMS',
        'tool.zip.digest',
        'tool.zip.sha256',
        'sha512sum.txt',
        'tool.zip.sha512',
      ),
      ['tool.zip.sha512', 'tool.zip.sha256', 'tool.zip.digest', '*sha512sum.txt', '*SHA256SUMS', '*checksums.txt'],
    );
  });

  const LISTS = [
    'SHA256SUMS',
    'SHA256SUMS.txt',
    'sha256sum.txt',
    'sha256sums.txt',
    'SHASUMS256.txt',
    'checksums.txt',
    'tool_1.2.3_checksums.txt',
    'tool_1.2.3_SHA256SUMS',
    'checksums_sha256.txt',
    'checksums.sha256',
    'CHECKSUMS',
    'CHECKSUM',
    'SHA256',
    'tool-1.2.3.sha256',
    'SHA256SUMS.asc',
    'linux64.sha',
  ];
  for (const name of LISTS) it(`knows the list ${name}`, () => assert.deepEqual(found('a.zip', name), [`*${name}`]));

  const SIDECARS = [
    '.sha256',
    '.SHA256',
    '.sha512',
    '.sha384',
    '.sha256sum',
    '.sha256.txt',
    '-sha256.txt',
    '.checksum',
    '.sha',
    '.dgst',
    '.mds',
  ];
  for (const suffix of SIDECARS)
    it(`recognises the sidecar ${suffix}`, () =>
      assert.deepEqual(found('a.zip', `a.zip${suffix}`), [`a.zip${suffix}`]));

  const OTHERS = [
    'checksum-tool_linux_amd64.tar.gz',
    'sha256sum-rs',
    'checksums.json',
    'tool.zip.md5',
    'md5sum.txt',
    'SHA1SUMS',
    'tool.zip.sig',
    'tool.zip.asc',
    'README.txt',
  ];
  for (const name of OTHERS) it(`passes over ${name}`, () => assert.deepEqual(found('tool.zip', name), []));

  it('puts algorithms that are not computed here last, and does not skip them', () => {
    assert.deepEqual(found('tool.zip', 'tool.zip.b2', 'B3SUMS', 'checksums.txt'), [
      'tool.zip.b2',
      '*checksums.txt',
      '*B3SUMS',
    ]);
  });

  it('finds a sidecar for its own asset only', () => {
    assert.deepEqual(found('a.zip', 'a.zip', 'b.zip', 'b.zip.sha256', 'aa.zip', 'aa.zip.sha256'), []);
  });

  it('never lets a file vouch for itself', () => {
    assert.deepEqual(found('SHA256SUMS', 'SHA256SUMS', 'SHA512SUMS'), ['*SHA512SUMS']);
    assert.deepEqual(found('a.zip.sha256', 'a.zip', 'a.zip.sha256', 'a.zip.sha256.sha256'), ['a.zip.sha256.sha256']);
  });

  it('treats a possibly clearsigned file as a list if it is alone', () => {
    for (const name of ['SHA256.sig', 'SHA256SUMS.gpg', 'checksums.txt.gpg', 'multiple.intoto.jsonl'])
      assert.deepEqual(found('a.zip', name), [`*${name}`]);
  });

  it('does not treat an armoured signature as a list if the list exists', () => {
    assert.deepEqual(found('a.zip', 'SHA256SUMS', 'SHA256SUMS.asc'), ['*SHA256SUMS']);
    assert.deepEqual(found('a.zip', 'a.zip.sha256', 'a.zip.sha256.asc'), ['a.zip.sha256']);
  });

  const TARGETS = [
    'aarch64-apple-darwin',
    'aarch64-unknown-linux-gnu',
    'x86_64-pc-windows-msvc',
    'x86_64-unknown-linux-gnu',
  ];

  it('puts the list named like the asset first, and those of other files last', () => {
    const files = TARGETS.flatMap((target) => [`saw-${target}.tar.gz`, `saw-${target}.sha256`]);
    const all = findChecksumFiles(
      file('saw-x86_64-unknown-linux-gnu.tar.gz'),
      [...files, 'SHA256SUMS'].map((name) => file(name)),
    );
    assert.deepEqual(
      all.map((one) => `${one.ofOthers ? '-' : '+'}${one.file.name}`),
      [
        '+saw-x86_64-unknown-linux-gnu.sha256',
        '+SHA256SUMS',
        '-saw-aarch64-unknown-linux-gnu.sha256',
        '-saw-x86_64-pc-windows-msvc.sha256',
        '-saw-aarch64-apple-darwin.sha256',
      ],
    );
  });

  const GENERAL: readonly (readonly [list: string, asset: string, other: string])[] = [
    ['tool_1.2.3_checksums.txt', 'Tool-linux.zip', 'tool-1.2.3.tar.gz'],
    ['mytool_SHA256SUMS', 'app-linux.zip', 'app-darwin.zip'],
    ['saw-x86_64.sha256', 'saw-x86_64-linux.zip', 'saw-arm64-linux.zip'],
  ];
  for (const [list, asset, other] of GENERAL)
    it(`treats ${list} as a list that may have ${asset}`, () => {
      const [first] = findChecksumFiles(
        file(asset),
        [other, list].map((name) => file(name)),
      );
      assert.deepEqual([first?.file.name, first?.ofOthers], [list, undefined]);
    });

  it('skips a file that is too large, but not one of unknown size', () => {
    const siblings = [file('SHA256SUMS', 2_000_000), { name: 'checksums.txt', sizeBytes: undefined }];
    assert.deepEqual(findChecksumFiles(file('a'), siblings), [{ file: siblings[1], scope: 'list' }]);
  });
});

describe('sidecarSuffix', () => {
  it('is what follows the name of the asset', () => {
    assert.equal(sidecarSuffix('a.zip.sha256', 'a.zip'), '.sha256');
    assert.equal(sidecarSuffix('a.zip.sha512-256', 'a.zip'), '.sha512-256');
  });

  it('is nothing for other files and for lists', () => {
    for (const name of ['a.zip', 'a.zipx.sha256', 'a.zip.sig', 'a.zip_checksums.txt', 'a.zip.sha256sums', 'sha256'])
      assert.equal(sidecarSuffix(name, 'a.zip'), undefined, name);
    assert.equal(sidecarSuffix('.sha256', ''), undefined);
  });
});

describe('a release of very many files', () => {
  it('returns the few files that may have a digest', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `tool-${index}.tar.gz`);
    const files = [...names, ...names.map((name) => `${name}.sha256`), 'SHA256SUMS'].map((name) => ({
      name,
      sizeBytes: 100,
    }));
    const found = findChecksumFiles({ name: 'tool-7.tar.gz', sizeBytes: 100 }, files);
    assert.deepEqual(
      found.map(({ file, scope }) => [file.name, scope]),
      [
        ['tool-7.tar.gz.sha256', 'asset'],
        ['SHA256SUMS', 'list'],
      ],
    );
  });
});
