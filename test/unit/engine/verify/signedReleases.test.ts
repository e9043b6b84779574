import assert from 'node:assert/strict';
import { NO_FINDINGS } from '../../../../src/engine/findings.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { downgrades } from '../../../../src/engine/verify/downgrade.ts';
import { isRun } from '../../../../src/engine/verify/fileGroup.ts';
import { gather } from '../../../../src/engine/verify/gather.ts';
import { History } from '../../../../src/engine/verify/history.ts';
import { unsignedGroups } from '../../../../src/engine/verify/unsignedGroups.ts';
import { PLATFORM_CORPORA, readPlatformCases } from '../../../corpus/platform.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { MemorySections } from '../../../support/memorySections.ts';
import { sampled } from '../../../support/sampled.ts';

const KEY = 'minisign:F5420C2B3C8F6886';
const T = Date.UTC(2026, 10, 1);

/** The files that publishers put into releases, from their own lists. */
const RELEASES: Readonly<Record<string, readonly string[]>> = {
  // https://codeberg.org/forgejo/forgejo/releases, shortened: each file has its own signature and digest.
  Forgejo: ['forgejo-1.0.0-linux-amd64', 'forgejo-1.0.0-linux-arm64', 'forgejo-src-1.0.0.tar.gz'].flatMap((name) =>
    [name, `${name}.xz`].flatMap((one) => [one, `${one}.asc`, `${one}.sha256`, `${one}.asc.sha256`]),
  ),
  // Only archives are signed.
  'archives signed, packages not': [
    ...['tool-1.0.0-linux.tar.gz', 'tool-1.0.0-darwin.tar.gz'].flatMap((name) => [name, `${name}.minisig`]),
    'tool_1.0.0_amd64.deb',
    'tool_1.0.0_arm64.deb',
    'tool-1.0.0.rpm',
    'Tool-1.0.0.dmg',
    'README.txt',
  ],
  // Like Zig: sources and builds are signed, documentation and a list of the release are not.
  'builds signed, texts not': [
    ...['zig-1.0.0.tar.xz', 'zig-x86_64-linux-1.0.0.tar.xz'].flatMap((name) => [name, `${name}.minisig`]),
    'langref.html',
    'index.json',
    'release-notes.md',
  ],
  // Like docker/compose.
  'a list of digests signed': [
    'SHA256SUMS',
    'SHA256SUMS.sigstore.json',
    'tool-linux-amd64',
    'tool-linux-arm64',
    'tool-windows-amd64.exe',
    'tool-linux-amd64.sbom.json',
    'provenance.intoto.jsonl',
  ],
  'programs signed on one system only': [
    'tool-linux-amd64',
    'tool-linux-amd64.sig',
    'tool-windows-amd64.zip',
    'tool-windows-arm64.zip',
  ],
};

interface Shape {
  readonly names: readonly string[];
  readonly signed: ReadonlySet<string>;
  readonly bare: readonly string[];
}

/** Which files are signed in a release whose lists name every file. */
async function shapeOf(names: readonly string[]): Promise<Shape> {
  const files = names.map((name) => ({ name, sizeBytes: 100 }));
  const list = names.map((name) => `${'a'.repeat(64)}  ${name}\n`).join('');
  const gatheredFor = (asset: (typeof files)[number]) => gather(asset, files, () => Promise.resolve(Buffer.from(list)));
  const signed = new Set<string>();
  let bare: readonly string[] = [];
  for (const file of files) {
    const gathered = await gatheredFor(file);
    if (gathered.signatures.length === 0 && gathered.checksums.every((one) => one.signatures.length === 0)) continue;
    signed.add(file.name);
    bare = unsignedGroups(files, gathered);
  }
  return { names, signed, bare };
}

/** A history that knows one file of the release, as version 1.0.0. */
async function knowing({ signed, bare }: Shape, known: string): Promise<History> {
  const history = new History(new MemorySections(), new FakeClock(T + 1e9));
  const seen = signed.has(known)
    ? ({ kind: 'signature', keyIds: [KEY] } as const)
    : ({ kind: 'none', keyIds: [] } as const);
  const asset = makeAsset({ version: 'v1.0.0', name: known, upstreamId: known, createdAt: T });
  await history.note(asset, { sha256: 'a'.repeat(64), seen, bare });
  return history;
}

async function changesOf(history: History, next: Partial<Asset>): Promise<readonly string[]> {
  const asset = makeAsset({ version: 'v1.1.0', createdAt: T + 1000, ...next });
  const { lastVersion } = await history.recall(asset);
  if (!lastVersion) return [];
  return downgrades(lastVersion, { findings: NO_FINDINGS, kind: 'none', trusted: [KEY] }).map(({ kind }) => kind);
}

const nextName = (name: string): string => name.replaceAll('1.0.0', '1.1.0');

/**
 * The alarms for unsigned files of such a release, and of the next one, after some of its files were downloaded. Each is a
 * false alarm.
 */
async function falseAlarms(shape: Shape, limit = Infinity): Promise<readonly string[]> {
  const { names, signed } = shape;
  const bare = names.filter((name) => !signed.has(name)).slice(0, limit);
  const had = [...[...signed].filter((name) => isRun(name)).slice(0, limit), ...bare];
  const found: string[] = [];
  for (const known of had) {
    const history = await knowing(shape, known);
    for (const name of bare) {
      const here = name === known ? [] : await changesOf(history, { version: 'v1.0.0', name });
      const next = await changesOf(history, { name: nextName(name) });
      if (here.length + next.length > 0) found.push(`${name} after ${known}`);
    }
  }
  return found;
}

describe('releases of which some files are signed', () => {
  for (const [what, names] of Object.entries(RELEASES)) {
    it(`accepts files that were never signed: ${what}`, async () => {
      assert.deepEqual(await falseAlarms(await shapeOf(names)), []);
    });

    it(`refuses unsigned files that were signed before, also under another name: ${what}`, async () => {
      const shape = await shapeOf(names);
      const run = [...shape.signed].filter((name) => isRun(name));
      assert.ok(run.length > 0);
      for (const known of run) {
        const history = await knowing(shape, known);
        for (const name of [nextName(known), 'install.sh', 'tool.vsix'])
          assert.deepEqual(await changesOf(history, { name }), ['signature-missing'], `${name} after ${known}`);
      }
    });
  }

  it('refuses no file in any of the collected releases', async function () {
    this.timeout(180_000);
    const cases = (await Promise.all(PLATFORM_CORPORA.map((name) => readPlatformCases('test/corpora', name)))).flat();
    const releases = new Map(cases.map(({ repo, version, assets }) => [`${repo} ${version}`, assets]));
    const mayBeSigned = [...releases].filter(([, names]) =>
      names.some((name) => /\.(?:asc|sig|minisig|sigstore(?:\.json)?)$/.test(name)),
    );
    const tried = sampled(mayBeSigned);
    let signedReleases = 0;
    for (const [release, names] of tried) {
      const shape = await shapeOf(names.slice(0, 40));
      if (shape.signed.size > 0) signedReleases += 1;
      assert.deepEqual(await falseAlarms(shape, 4), [], release);
    }
    assert.ok(
      mayBeSigned.length > 20 && signedReleases > tried.length / 2,
      `${signedReleases} releases have signatures`,
    );
  });
});
