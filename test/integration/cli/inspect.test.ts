import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InspectReport } from '../../../src/engine/index.ts';
import { useCli } from '../../support/cliRig.ts';
import { fixture } from '../../support/signatures/fixtures.ts';

const LINUX = 'saw-1.0.0-linux-x64.tar.gz';

interface Answer {
  readonly report: InspectReport;
  readonly unmet: readonly string[];
}

describe('the command line and inspect', () => {
  const rig = useCli();

  const inspect = async (name: string, ...more: readonly string[]) => {
    const args = ['inspect', name, '--json', ...more, ...rig.cacheAt('inspected')];
    const { code, stdout, stderr } = await rig.run({ args, env: rig.env() });
    return { code, stderr, ...(JSON.parse(stdout) as Answer) };
  };

  it('shows each pick, its evidence and what is missing, and downloads no picked file', async () => {
    const before = rig.forge.requests.length;
    const { code, report } = await inspect('publishers/node');
    assert.equal(code, 0);
    const picks = report.platforms.flatMap(({ platform, file }) => (file === undefined ? [] : [`${platform} ${file}`]));
    assert.ok(picks.includes(`linux-x64 ${LINUX}`));
    assert.deepEqual(report.read, ['SHASUMS256.txt', 'SHASUMS256.txt.asc', 'SHASUMS256.txt.sig']);
    assert.deepEqual(report.downloaded, []);
    assert.deepEqual([...new Set(report.files.map(({ kind }) => kind))], ['checksum']);
    const asked = rig.forge.requests.slice(before).filter(({ path }) => path.includes('/attachments/'));
    assert.equal(asked.length, 3);
  });

  it('downloads picked files on request, and finds a program that does not run on its platform', async () => {
    const { report } = await inspect('publishers/gpg', '--contents');
    assert.ok(report.downloaded.includes(LINUX));
    const linux = report.files.find(({ name }) => name === LINUX);
    const [program] = linux?.contents?.programs ?? [];
    assert.ok(program?.header.kind === 'program');
    assert.deepEqual([program.path, program.header.minimumGlibc], ['saw', '2.28']);
    assert.ok(report.gaps.some((gap) => gap.kind === 'misfit' && gap.platform === 'linux-x64-musl'));
  });

  it('exits with 3 if a picked file has too little evidence, and with 0 once its key is trusted', async () => {
    const without = await inspect('publishers/minisign', '--contents', '--require', 'signature');
    assert.equal(without.code, 3);
    assert.ok(without.unmet.includes(LINUX));
    const key = join(rig.directory(), 'minisign.pub');
    await writeFile(key, fixture('releases/minisign/minisign.pub'));
    const trusted = ['--require', 'signature', '--trusted-key', `${rig.forge.url}publishers=${key}`];
    const names = await inspect('publishers/minisign', ...trusted);
    assert.equal(names.code, 3);
    assert.match(names.stderr, /only checked with --contents/);
    assert.equal((await inspect('publishers/minisign', '--contents', ...trusted)).code, 0);
  });

  it('recognises a signed list without downloading the file', async () => {
    const key = join(rig.directory(), 'saw.pub');
    await writeFile(key, fixture('releases/ssh/saw.pub'));
    const trusted = ['--require', 'signature', '--trusted-key', `${rig.forge.url}publishers=${key}`];
    assert.equal((await inspect('publishers/ssh', ...trusted)).code, 0);
  });

  it('prints lines to add to a release script', async () => {
    const args = ['inspect', 'publishers/gpg', ...rig.cacheAt('inspected')];
    const { stdout } = await rig.run({ args, env: rig.env() });
    assert.match(stdout, /^publishers\/gpg v1\.0\.0\n\nPlatforms\n {2}linux-x64, linux-x64-musl: saw-1\.0\.0-linux/);
    assert.match(stdout, /\n {4}\$ sha256sum -- \* > SHA256SUMS\n/);
    assert.match(stdout, /\n3 checksum and signature files read, 0 files downloaded\.\n$/);
  });

  it('fails for a missing release', async () => {
    const args = ['inspect', 'publishers/gpg@v9', ...rig.cacheAt('inspected')];
    assert.equal((await rig.run({ args, env: rig.env() })).code, 1);
  });
});
