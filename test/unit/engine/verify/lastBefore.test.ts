import assert from 'node:assert/strict';
import { NO_FINDINGS } from '../../../../src/engine/findings.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { downgrades } from '../../../../src/engine/verify/downgrade.ts';
import { History } from '../../../../src/engine/verify/history.ts';
import type { Noted } from '../../../../src/engine/verify/history.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { MemorySections } from '../../../support/memorySections.ts';

const DAY = 86_400_000;
const T = Date.UTC(2026, 10, 1);
const NOW = T + 30 * DAY;
const KEY = 'minisign:F5420C2B3C8F6886';
const SIGNED = { kind: 'signature', keyIds: [KEY] } as const;
const NONE = { kind: 'none', keyIds: [] } as const;
const NAME = 'tool-linux-amd64.tar.gz';

interface Known extends Partial<Asset> {
  readonly seen?: Noted['seen'];
  readonly bare?: readonly string[];
}

const asset = ({ seen: _seen, bare: _bare, ...rest }: Known): Asset =>
  makeAsset({ name: NAME, upstreamId: `${rest.version} ${rest.name}`, ...rest });

/** The changes reported for an unsigned file, after other files were noted one by one. */
async function changesOf(known: readonly Known[], next: Partial<Asset>): Promise<readonly string[]> {
  const history = new History(new MemorySections(), new FakeClock(NOW));
  for (const one of known)
    await history.note(asset(one), { sha256: 'a'.repeat(64), seen: one.seen ?? SIGNED, bare: one.bare });
  const { lastVersion } = await history.recall(asset(next));
  if (!lastVersion) return [];
  const found = downgrades(lastVersion, { findings: NO_FINDINGS, kind: 'none', trusted: [KEY] });
  return found.map((change) => `${change.kind}${'among' in change ? ' among others' : ''}`);
}

const V1 = { version: 'v1.0.0', createdAt: T } as const;
const V2 = { version: 'v1.1.0', createdAt: T + DAY } as const;

describe('the version before, for an unsigned file of a source that was signed', () => {
  const MISSING = ['signature-missing'];
  const AMONG = ['signature-missing among others'];

  it('is the same file of the last version', async () => {
    assert.deepEqual(await changesOf([V1], V2), MISSING);
  });

  describe('is the signed one if the numbers do not decide, even if an older version was unsigned', () => {
    const known = [{ version: 'v0.9.0', createdAt: T - DAY, seen: NONE }, V1];
    for (const version of ['1.0', '1.0.0', 'V1.0', 'v1.0.0.0'])
      it(`under ${version}, the same number`, async () => {
        assert.deepEqual(await changesOf(known, { ...V2, version }), MISSING);
      });

    it('under a date, when dates were used before, too', async () => {
      const dated = { version: '2026-10-01', createdAt: T - DAY, seen: NONE };
      assert.deepEqual(await changesOf([dated, V1], { ...V2, version: '2026-11-02' }), MISSING);
    });

    it('after a later unsigned version without a number', async () => {
      const nightly = { version: 'nightly', createdAt: T + 1000, seen: NONE };
      assert.deepEqual(await changesOf([V1, nightly], V2), MISSING);
    });
  });

  describe("cannot be chosen by the file's name", () => {
    for (const name of [
      'tool-linux-x86_64.tar.gz',
      'tool_linux_amd64.tar.gz',
      'tool-linux-amd64.tar.xz',
      'tool-linux-amd64.zip',
      'tool-linux-amd64',
      'tool.exe',
      'Tool.AppImage',
      'tool_amd64.deb',
      'something-else.sh',
      'tool.run',
      'tool.vsix',
      'tool.wasm',
      'tool-installer',
      'tool-debug',
      'tool-readme',
      'setup',
    ])
      it(`under ${name}`, async () => {
        assert.deepEqual(await changesOf([V1], { ...V2, name }), AMONG);
      });

    it('next to the signed file in the same version', async () => {
      assert.deepEqual(await changesOf([V1], { ...V1, name: 'tool-linux-amd64.tar.xz' }), AMONG);
    });

    it('for a version known only by its texts', async () => {
      const notes = { ...V2, version: 'v1.0.5', name: 'notes.md', seen: NONE };
      assert.deepEqual(await changesOf([V1, notes], { ...V2, name: 'tool.zip' }), AMONG);
    });

    it('after a file of a never signed sort in the version between', async () => {
      const known = [
        { ...V1, bare: ['package deb'] },
        { version: 'v1.0.5', name: 'tool.deb', createdAt: T + 1000, seen: NONE, bare: ['archive', 'package deb'] },
      ];
      assert.deepEqual(await changesOf(known, { ...V2, name: 'tool.zip' }), AMONG);
      assert.deepEqual(await changesOf(known, { ...V2, version: 'v1.0.5', name: 'tool.zip' }), AMONG);
      assert.deepEqual(await changesOf(known, { ...V2, name: 'tool_arm64.deb' }), []);
    });

    it('with an earlier signed file in the new version, next to unsigned ones', async () => {
      const known = [
        { ...V1, bare: ['package deb'] },
        { ...V2, bare: ['archive', 'package deb'] },
      ];
      assert.deepEqual(await changesOf(known, { ...V2, name: 'tool.zip' }), AMONG);
      assert.deepEqual(
        await changesOf(known, { ...V2, version: 'v1.2.0', createdAt: T + 2 * DAY, name: 'tool.zip' }),
        AMONG,
      );
    });

    it('after a version whose signatures only name keys', async () => {
      const claimed = { ...V1, seen: { ...NONE, claims: [KEY] } };
      assert.deepEqual(await changesOf([claimed], { ...V2, name: 'tool.zip' }), AMONG);
    });
  });

  describe("cannot be chosen by the version's tag", () => {
    for (const version of [
      'v1.1.0-1',
      'v1.1.0+b',
      'v1.1.0-rc.1',
      '1.1',
      'v1.0.1-hotfix',
      'release-1.1',
      'v2026.11.09',
      'v10',
      'v1.0.0.1',
      'tool/v1.1.0',
      'V1.1.0',
    ])
      it(`v1.0.0, then ${version}, dated before it`, async () => {
        assert.deepEqual(await changesOf([V1], { version, createdAt: T - DAY }), MISSING);
      });

    for (const [before, version] of [
      ['2026-11-01', '2026-11-09'],
      ['2026.09.01', '2026.10.01'],
      ['20261101', '20261109'],
      ['nightly-7', 'nightly-8'],
      ['v9', 'v10'],
      ['1.0.0-rc.9', '1.0.0-rc.10'],
      ['1.0.0-rc.1', '1.0.0'],
    ] as const)
      it(`${before}, then ${version}, dated before it`, async () => {
        assert.deepEqual(
          await changesOf([{ version: before, createdAt: T }], { version, createdAt: T - DAY }),
          MISSING,
        );
      });

    for (const version of ['final', 'v0.9.9', 'stable', 'deadbeef1'])
      it(`v1.0.0, then ${version}, which came later`, async () => {
        assert.deepEqual(await changesOf([V1], { version, createdAt: T + DAY }), MISSING);
      });

    it('by an unsigned version of the year 2200', async () => {
      const future = { version: 'v0.9.0', createdAt: Date.UTC(2200, 0), seen: NONE };
      assert.deepEqual(await changesOf([future, V1], V2), MISSING);
      const nameless = { version: 'blue', createdAt: Date.UTC(2200, 0), seen: NONE };
      assert.deepEqual(await changesOf([nameless, { ...V1, version: 'green' }], { ...V2, version: 'red' }), MISSING);
    });

    it('by calling itself a version of the year 2200', async () => {
      assert.deepEqual(await changesOf([V1], { version: 'final', createdAt: Date.UTC(2200, 0) }), MISSING);
    });
  });

  describe('is that of the same file if numbers in names distinguish files', () => {
    for (const [signed, other] of [
      ['tool-win64.zip', 'tool-win32.zip'],
      ['tool-linux-armv7.tar.gz', 'tool-linux-armv6.tar.gz'],
      ['python3.12.tar.gz', 'python3.11.tar.gz'],
      ['tool-x86_64.tgz', 'tool-x86_32.tgz'],
    ] as const)
      it(`${signed} signed, ${other} never`, async () => {
        const known = [
          { ...V1, name: signed },
          { ...V1, name: other, createdAt: T + 1000, seen: NONE },
        ];
        assert.deepEqual(await changesOf(known, { ...V2, name: signed }), MISSING);
        assert.deepEqual(await changesOf(known, { ...V2, name: other }), []);
      });

    for (const [before, now] of [
      [
        { version: 'v1.0.0', name: 'tool-1.0.0.tgz' },
        { version: 'v1.1.0', name: 'tool-1.1.0.tgz' },
      ],
      [
        { version: 'v63', name: 'tool-x86_64.tgz' },
        { version: 'v64', name: 'tool-x86_64.tgz' },
      ],
      [
        { version: 'v1.2', name: 'tool_1.2.0_linux.tgz' },
        { version: 'v1.3-rc.1', name: 'tool_1.3-rc.1_linux.tgz' },
      ],
      [
        { version: 'v1.0', name: 'Tool.zip' },
        { version: 'v1.1', name: 'tool.zip' },
      ],
      [
        { version: 'tool-8_1_0', name: 'tool-8.1.0.zip' },
        { version: 'tool-8_2_0', name: 'tool-8.2.0.zip' },
      ],
      [
        { version: 'v1', name: 'tool-x86_64-linux.tgz' },
        { version: 'linux', name: 'tool-x86_64-linux.tgz' },
      ],
      [
        { version: 'v1', name: 'tool-x86_64-linux.tgz' },
        { version: '64-linux', name: 'tool-x86_64-linux.tgz' },
      ],
    ] as const)
      it(`recognises ${before.name} of ${before.version} as ${now.name} of ${now.version}`, async () => {
        const changes = await changesOf([{ ...before, createdAt: T }], { ...now, createdAt: T + DAY });
        assert.deepEqual(changes, MISSING);
      });
  });

  describe('is absent', () => {
    it('for the version before the signed one', async () => {
      assert.deepEqual(await changesOf([V2], { version: 'v1.0.0', createdAt: T }), []);
      assert.deepEqual(await changesOf([{ version: '2.0' }], { version: '1.9' }), []);
      assert.deepEqual(await changesOf([{ ...V2, version: 'blue' }], { version: 'red', createdAt: T }), []);
    });

    it('for an older line that is maintained unsigned', async () => {
      const known = [{ version: 'v0.9.0', createdAt: T - DAY, seen: NONE }, V1];
      assert.deepEqual(await changesOf(known, { version: 'v0.9.1', createdAt: T + DAY }), []);
    });

    for (const name of [
      'tool.tar.gz.sha256',
      'SHA256SUMS',
      'tool_1.1.0_checksums.txt',
      'tool.tar.gz.minisig',
      'SHA256SUMS.asc',
      'README.md',
      'CHANGELOG',
      'LICENSE',
      'COPYING',
      'VERSION',
      'sbom.spdx.json',
      'latest.yml',
      'tool.1',
      'minisign.pub',
      'notes.txt',
      'tool.tar.gz.zsync',
      'provenance.intoto.jsonl',
      'cosign.pem',
    ])
      it(`for ${name}, which nobody signs separately`, async () => {
        assert.deepEqual(await changesOf([V1], { ...V2, name }), []);
        assert.deepEqual(await changesOf([V1], { ...V1, name }), []);
      });

    it('for sorts of files that the last release left unsigned when it was first listed', async () => {
      const known = [{ ...V1, bare: ['package deb', 'source'] }];
      assert.deepEqual(await changesOf(known, { ...V2, name: 'tool_1.1.0_amd64.deb' }), []);
      assert.deepEqual(await changesOf(known, { ...V2, name: 'tool-1.1.0-src.tar.gz' }), []);
      assert.deepEqual(await changesOf(known, { ...V2, name: 'tool-1.1.0.rpm' }), AMONG);
      const later = [...known, { ...V1, bare: ['archive', 'package deb'] }];
      assert.deepEqual(await changesOf(later, { ...V2, name: 'tool.zip' }), AMONG);
      const other = [...known, { ...V1, name: 'tool-darwin-arm64.tar.gz', bare: ['archive', 'package deb'] }];
      assert.deepEqual(await changesOf(other, { ...V2, name: 'tool.zip' }), AMONG);
      assert.deepEqual(await changesOf(other, { ...V2, name: 'tool.deb' }), []);
    });

    it('for sorts of files downloaded unsigned from the last version', async () => {
      const known = [V1, { ...V1, name: 'tool_1.0.0_amd64.deb', seen: NONE }];
      assert.deepEqual(await changesOf(known, { ...V2, name: 'tool_1.1.0_arm64.deb' }), []);
    });

    it('for a source that was never signed', async () => {
      const known = [{ ...V1, seen: NONE }];
      for (const name of [NAME, 'tool.zip']) assert.deepEqual(await changesOf(known, { ...V2, name }), []);
    });

    it("except for the same file's kind, and the signers of other files", async () => {
      const known = [{ ...V1, seen: { kind: 'checksum', keyIds: [] } as const }];
      assert.deepEqual(await changesOf(known, V2), ['weaker']);
      assert.deepEqual(await changesOf(known, { ...V2, name: 'tool.zip' }), []);
    });
  });
});
