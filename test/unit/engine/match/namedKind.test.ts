import assert from 'node:assert/strict';
import { namedKind } from '../../../../src/engine/match/namedKind.ts';

describe('namedKind', () => {
  for (const [name, kind] of [
    ['tool-1.2.0-linux-amd64.tar.gz', 'archive'],
    ['tool.tar.gz.sigstore.json', 'signature'],
    ['tool.zip.bundle', 'signature'],
    ['checksums.txt.cosign.bundle', 'signature'],
    ['tool.intoto.jsonl', 'signature'],
    ['tool.spdx.json', 'sbom'],
    ['tool.zip.sha256.txt', 'checksum'],
    ['SHA256SUMS', 'checksum'],
    ['tool_1.2.0_checksums.txt', 'checksum'],
    ['checksums.json', 'metadata'],
    ['README.md', 'document'],
    ['tool', undefined],
    ['tool-1.2.0', undefined],
    ['tool.xyz', undefined],
  ] as const)
    it(`recognises ${name} as ${kind ?? 'nothing known'}`, () => assert.equal(namedKind(name), kind));
});
