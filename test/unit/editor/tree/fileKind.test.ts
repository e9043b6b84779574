import assert from 'node:assert/strict';
import { FILE_LOOKS, fileKind, inOrder, mayBeText } from '../../../../src/editor/tree/fileKind.ts';
import type { FileKind } from '../../../../src/editor/tree/fileKind.ts';

const KINDS: Readonly<Record<FileKind, readonly string[]>> = {
  archive: ['hello-1.0.0-linux-amd64.tar.gz', 'x.zip', 'X.TGZ', 'tool.tar.zst', 'one.gz', 'a.7z'],
  package: ['tool_1.0_amd64.deb', 'tool.vsix', 'tool-1-x86_64.pkg.tar.zst', 'Tool.AppImage', 'tool.dmg'],
  binary: ['tool.exe', 'hello', 'tool-linux-amd64', 'firmware.bin', 'bundler-1.1.0-linux-amd64', 'lib.so'],
  text: ['README.md', 'notes.txt', 'data.json', 'install.sh'],
  checksums: [
    'SHA256SUMS',
    'sha256sum.txt',
    'checksums.txt',
    'bundler_1.1.0_checksums.txt',
    'tool.tar.gz.sha256',
    'tool.zip.sha512sum',
    'B3SUMS',
    'sha512-sums-linux.txt',
    'sha256.sum',
  ],
  signature: [
    'SHA256SUMS.minisig',
    'tool.tar.gz.asc',
    'tool.sig',
    'tool.sigstore.json',
    'tool.tar.gz.sha256.asc',
    'minisign.pub',
  ],
  sbom: ['tool.tar.gz.sbom.json', 'tool.spdx.json', 'tool.cdx.xml', 'tool.sbom'],
  file: ['tool.xyz'],
};

describe('fileKind', () => {
  for (const [kind, names] of Object.entries(KINDS)) {
    for (const name of names) {
      it(`recognises ${name} as ${FILE_LOOKS[kind as FileKind].spoken}`, () => {
        assert.equal(fileKind(name), kind);
      });
    }
  }
});

describe('inOrder', () => {
  it('puts checksums and signatures last and leaves everything else as it was', () => {
    const names = ['SHA256SUMS.asc', 'b.zip', 'SHA256SUMS', 'a.zip', 'a.zip.sig', 'README.md'];
    assert.deepEqual(
      inOrder(names.map((name) => ({ name }))).map(({ name }) => name),
      ['b.zip', 'a.zip', 'README.md', 'SHA256SUMS', 'SHA256SUMS.asc', 'a.zip.sig'],
    );
  });
});

describe('mayBeText', () => {
  it('leaves out programs, packages and archives', () => {
    const names = ['SHA256SUMS', 'minisign.pub', 'sbom.json', 'tool.zip', 'tool.exe', 'tool.deb'];
    assert.deepEqual(names.filter(mayBeText), ['SHA256SUMS', 'minisign.pub', 'sbom.json']);
  });
});
