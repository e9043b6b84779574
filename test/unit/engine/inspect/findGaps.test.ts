import assert from 'node:assert/strict';
import type { ChecksumFinding, SignatureFinding } from '../../../../src/engine/findings.ts';
import { NO_FINDINGS } from '../../../../src/engine/findings.ts';
import { findGaps } from '../../../../src/engine/inspect/findGaps.ts';
import type { InspectedFile, InspectedPlatform } from '../../../../src/engine/inspect/inspectReport.ts';
import { makeAsset } from '../../../support/makeAsset.ts';

const LIST: ChecksumFinding = { file: 'SHA256SUMS', scope: 'list', digests: [], signatures: [] };
const SIGNED: SignatureFinding = { file: 'SHA256SUMS.sig', scheme: 'ssh', keyId: 'SHA256:abc' };

function file(name: string, ...checksums: readonly ChecksumFinding[]): InspectedFile {
  const kind = checksums.some(({ problem }) => problem === undefined) ? 'checksum' : 'none';
  return { name, platforms: [], kind, isProven: false, findings: { ...NO_FINDINGS, checksums }, unchecked: [] };
}

function gaps(...files: readonly InspectedFile[]) {
  return findGaps({ assets: [] }, [], files);
}

describe('findGaps', () => {
  it('finds nothing if a signed list has every file', () => {
    const list = { ...LIST, signatures: [SIGNED] };
    assert.deepEqual(gaps(file('a.zip', list), file('b.zip', list)), []);
  });

  it('lists files without a digest, and the list that lacks them', () => {
    const missing = { ...LIST, problem: 'no-entry' } as const;
    assert.deepEqual(gaps(file('a.zip', LIST), file('b.zip', missing)), [
      { kind: 'noDigest', files: ['b.zip'], list: 'SHA256SUMS' },
      { kind: 'unsigned', files: ['a.zip', 'b.zip'], lists: ['SHA256SUMS'] },
    ]);
  });

  it("counts the server's digest, and a signature over the file", () => {
    const server = { ...file('a.zip'), kind: 'server' } as const;
    const unchecked = [{ file: 'a.zip.minisig', scheme: 'minisign' }] as const;
    assert.deepEqual(gaps({ ...server, unchecked }), []);
  });

  it('lists each useless evidence file once, but no list about other files', () => {
    const broken = { ...LIST, problem: 'ambiguous' } as const;
    const elsewhere = { ...LIST, file: 'linux-sums', problem: 'no-entry' } as const;
    const good = { ...LIST, file: 'linux-sums', signatures: [SIGNED] };
    const expired = { ...SIGNED, problem: 'expired' } as const;
    const found = gaps(
      file('a.zip', broken, elsewhere),
      file('b.zip', broken, good),
      file('c.zip', { ...good, signatures: [expired] }),
    );
    assert.deepEqual(
      found.flatMap((gap) => (gap.kind.startsWith('useless') && 'finding' in gap ? [gap.finding.file] : [])),
      ['SHA256SUMS', 'SHA256SUMS.sig'],
    );
    const unreadable = { ...file('a.zip', good), unchecked: [{ file: 'a.zip.sig' }] };
    assert.deepEqual(gaps(unreadable), [
      { kind: 'uselessSignature', finding: { file: 'a.zip.sig', problem: 'malformed' } },
    ]);
  });

  it('lists untrusted keys', () => {
    const stranger = { ...LIST, signatures: [{ ...SIGNED, problem: 'unknown-key' } as const] };
    assert.deepEqual(gaps(file('a.zip', stranger)), [{ kind: 'unknownKeys', keyIds: ['SHA256:abc'] }]);
  });

  it('lists contradictions first', () => {
    const [first] = gaps({ ...file('a.zip'), contradiction: 'SHA256SUMS' });
    assert.deepEqual(first, { kind: 'contradiction', file: 'a.zip', by: 'SHA256SUMS' });
  });

  it('reports each question once for all platforms, repeated names and unlisted files', () => {
    const asked = (platform: InspectedPlatform['platform']): InspectedPlatform => ({
      platform,
      match: 'ask',
      reasons: [],
      assumptions: [],
      why: 'severalTools',
      candidates: ['a', 'b'],
    });
    const assets = ['x.zip', 'x.zip', 'y.zip'].map((name) => makeAsset({ name }));
    assert.deepEqual(findGaps({ assets, unlisted: 2 }, [asked('linux-x64'), asked('win32-x64')], []), [
      { kind: 'ask', platforms: ['linux-x64', 'win32-x64'], why: 'severalTools', files: ['a', 'b'] },
      { kind: 'sameName', name: 'x.zip' },
      { kind: 'unlisted', count: 2 },
    ]);
  });
});
