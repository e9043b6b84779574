import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { formatLock, projectPaths, readLock } from '../../../src/engine/index.ts';
import { withTool } from '../../../src/engine/project/updateTool.ts';
import { useExport } from '../../support/isolatedCli.ts';
import { overwrite } from '../../support/overwrite.ts';
import { sha256Of } from '../../support/records.ts';
import { itWith, OTHER_SYSTEM, THIS_SYSTEM } from '../../support/thisSystem.ts';

const exec = promisify(execFile);
/** Checks a directory against its `SHA256SUMS`, with the system's program if there is one. */
async function checkSums(directory: string): Promise<void> {
  if (THIS_SYSTEM.commandsOfUnix) {
    await exec('sha256sum', ['--strict', '-c', 'SHA256SUMS'], { cwd: directory });
    return;
  }
  const lines = (await readFile(join(directory, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n');
  for (const line of lines) {
    const [, sha256, name = ''] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? assert.fail(line);
    assert.equal(sha256Of(await readFile(join(directory, name))), sha256, name);
  }
}

describe('tools on a machine without a network', () => {
  const { rig, isolated, stick, strict } = useExport();

  it('exports everything that is needed, so that sha256sum can check it', async () => {
    const names = await readdir(stick());
    assert.deepEqual(names.sort(), ['SHA256SUMS', 'cas', 'evidence', 'forgejo-artifacts.lock.json', 'index.json']);
    await checkSums(stick());
    const index = JSON.parse(await readFile(join(stick(), 'index.json'), 'utf8')) as {
      files: { platforms: string[] }[];
    };
    assert.ok(index.files.length > 1);
    assert.deepEqual(
      await readFile(join(stick(), 'forgejo-artifacts.lock.json')),
      await readFile(join(rig.directory(), 'forgejo-artifacts.lock.json')),
    );
  });

  it('restores from the directory and checks signatures', async () => {
    const mirror = ['--mirror', pathToFileURL(stick()).href, '--mirror-only'];
    const { code, answer, stderr } = await isolated('restore', ...mirror, ...strict(), ...rig.cacheAt('empty'));
    assert.equal(code, 0, stderr);
    assert.deepEqual([answer.tools[0]?.evidence, answer.tools[0]?.fromCache], ['signature', false]);
    assert.equal((await exec(answer.tools[0]?.executables[0]?.path ?? '')).stdout.trim(), 'greet 1.0.0');
  });

  it('does not overwrite foreign files when exporting', async () => {
    await writeFile(join(rig.directory(), 'index.json'), 'mine');
    const { code, answer } = await isolated('export', rig.directory(), '--offline', ...rig.cacheAt('of who exports'));
    assert.deepEqual([code, answer.error.code, answer.error.facts['reason']], [1, 'storage', 'EEXIST']);
    assert.equal(await readFile(join(rig.directory(), 'index.json'), 'utf8'), 'mine');
  });

  it('imports into the cache and restores from there', async () => {
    const imported = await isolated('import', stick(), ...strict(), ...rig.cacheAt('empty'));
    assert.equal(imported.code, 0, imported.stderr);
    await rm(stick(), { recursive: true });
    const { code, answer, stderr } = await isolated('restore', '--offline', ...strict(), ...rig.cacheAt('empty'));
    assert.equal(code, 0, stderr);
    assert.deepEqual([answer.tools[0]?.evidence, answer.tools[0]?.fromCache], ['signature', true]);
  });

  itWith('commandsOfUnix', 'writes the same tar file each time, imports it and checks signatures', async () => {
    const one = join(rig.directory(), 'one.tar');
    const two = join(rig.directory(), 'two.tar');
    for (const tar of [one, two]) {
      const from = ['--offline', ...rig.trusted(), ...rig.cacheAt('of who exports')];
      const { code, stderr } = await isolated('export', tar, '--tar', ...from);
      assert.equal(code, 0, stderr);
    }
    assert.deepEqual(await readFile(one), await readFile(two));
    const plain = join(rig.directory(), 'plain');
    await mkdir(plain);
    await exec('tar', ['-xf', one, '-C', plain]);
    await checkSums(plain);
    await exec('diff', ['-r', plain, stick()]);
    assert.deepEqual(
      (await readdir(rig.directory())).filter((name) => name.endsWith('.part')),
      [],
    );
    const imported = await isolated('import', one, ...strict(), ...rig.cacheAt('empty'));
    assert.equal(imported.code, 0, imported.stderr);
    assert.deepEqual(await readdir(join(rig.directory(), 'empty', 'cache-v1', 'imports')), []);
    const { code, answer, stderr } = await isolated('restore', '--offline', ...strict(), ...rig.cacheAt('empty'));
    assert.equal(code, 0, stderr);
    assert.deepEqual([answer.tools[0]?.evidence, answer.tools[0]?.fromCache], ['signature', true]);
  });

  it('exports an additional file, which sha256sum checks too', async () => {
    const package_ = join(rig.directory(), 'forgejo-artifacts.vsix');
    await writeFile(package_, 'an extension');
    const target = join(rig.directory(), 'with');
    const { code, stderr } = await isolated(
      'export',
      target,
      '--with',
      package_,
      '--offline',
      ...rig.cacheAt('of who exports'),
    );
    assert.equal(code, 0, stderr);
    assert.equal(await readFile(join(target, 'extra', 'forgejo-artifacts.vsix'), 'utf8'), 'an extension');
    await checkSums(target);
    assert.match(await readFile(join(target, 'SHA256SUMS'), 'utf8'), / {2}extra\/forgejo-artifacts\.vsix$/m);
    assert.match(await readFile(join(target, 'index.json'), 'utf8'), /"name": "extra\/forgejo-artifacts\.vsix"/);
  });

  it('repairs damaged files when the directory is exported again', async () => {
    const [name = ''] = await readdir(join(stick(), 'cas'));
    await overwrite(join(stick(), 'cas', name), 'damaged');
    const { code, stderr } = await isolated('export', stick(), '--offline', ...rig.cacheAt('of who exports'));
    assert.equal(code, 0, stderr);
    await checkSums(stick());
  });

  it('writes nothing if it has no file to export, so that it can be repeated and replaces no earlier export', async () => {
    const [again, tar] = [join(rig.directory(), 'again'), join(rig.directory(), 'tools.tar')];
    await writeFile(tar, 'an earlier export');
    for (const to of [[again], [tar, '--tar']])
      assert.equal((await isolated('export', ...to, '--offline', ...rig.cacheAt('empty'))).code, 1);
    assert.equal(await readFile(tar, 'utf8'), 'an earlier export');
    const { code, stderr } = await isolated('export', again, '--offline', ...rig.cacheAt('of who exports'));
    assert.equal(code, 0, stderr);
    await checkSums(again);
  });

  it('fails with a reason if the required evidence was not exported', async () => {
    await rm(join(stick(), 'evidence'), { recursive: true });
    const { code, answer, stderr } = await isolated('import', stick(), ...strict(), ...rig.cacheAt('empty'));
    assert.equal(code, 3);
    assert.match(stderr, /nor the export has its .*, and only mirrors may be used\. Import the export again/);
    assert.ok(answer.files.every((file) => 'error' in file));
  });

  it('names a damaged file and its export, whether it is shorter or other', async () => {
    const [name = ''] = await readdir(join(stick(), 'cas'));
    for (const text of ['damaged', '']) {
      await overwrite(join(stick(), 'cas', name), text);
      const { code, stderr } = await isolated('import', stick(), ...strict(), ...rig.cacheAt(`empty${text}`));
      assert.equal(code, 3);
      assert.match(stderr, /is damaged in .*stick.*Copy the export again\./);
    }
  });

  it('names the tar file that has a damaged file, and not where it was unpacked', async () => {
    const tar = join(rig.directory(), 'one.tar');
    const from = ['--offline', ...rig.cacheAt('of who exports')];
    assert.equal((await isolated('export', tar, '--tar', '--platform', 'linux-x64', ...from)).code, 0);
    const bytes = await readFile(tar);
    // The first byte after the header of the first entry.
    bytes[512] = (bytes[512] ?? 0) ^ 1;
    await writeFile(tar, bytes);
    const { code, stderr } = await isolated('import', tar, ...rig.cacheAt('empty'));
    assert.equal(code, 3);
    assert.match(stderr, /is damaged in .*one\.tar/);
    assert.doesNotMatch(stderr, /\.unpack-/);
  });

  it('fails and names a file that was lost on the way, needed here or not', async () => {
    const lock = await readLock(projectPaths(rig.directory()).lock);
    const assets = lock?.tools.get('greet')?.assets;
    assert.ok(assets && assets.size > 1);
    for (const [name, { sha256 }] of assets) {
      const file = join(stick(), 'cas', sha256);
      const bytes = await readFile(file);
      await rm(file);
      const { code, answer, stderr } = await isolated('import', stick(), ...rig.cacheAt(`without ${name}`));
      assert.equal(code, 1, stderr);
      assert.ok(stderr.includes(`greet: ${name} is not in ${stick()}. Copy the export again`), stderr);
      assert.equal(answer.files.filter((one) => 'error' in one).length, 1);
      await writeFile(file, bytes);
    }
  });

  itWith('commandsOfUnix', 'fails if a tar file lacks a file that its list names', async () => {
    const [name = ''] = await readdir(join(stick(), 'cas'));
    await rm(join(stick(), 'cas', name));
    const tar = join(rig.directory(), 'incomplete.tar');
    await exec('tar', ['--format=ustar', '-cf', tar, 'cas', 'SHA256SUMS', 'forgejo-artifacts.lock.json'], {
      cwd: stick(),
    });
    const { code, stderr } = await isolated('import', tar, ...rig.cacheAt('empty'));
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^greet: .* is not in .*incomplete\.tar\. Copy the export again/m);
  });

  it('fails if the file for this machine is in neither the export nor its list, unless the cache has it', async () => {
    const elsewhere = OTHER_SYSTEM === 'linux' ? 'linux-x64' : 'darwin-arm64';
    const target = join(rig.directory(), 'for others');
    const from = ['--offline', ...rig.cacheAt('of who exports')];
    assert.equal((await isolated('export', target, '--platform', elsewhere, ...from)).code, 0);
    const { code, stderr } = await isolated('import', target, ...rig.cacheAt('empty'));
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^greet: .* is not in .*for others\. /m);
    assert.equal((await isolated('import', target, ...rig.cacheAt('of who exports'))).code, 0);
  });

  it('refuses to import a directory that is not an export', async () => {
    const other = join(rig.directory(), 'other');
    await mkdir(other);
    const { code, answer } = await isolated('import', other, ...rig.cacheAt('empty'));
    assert.deepEqual([code, answer.error.code], [1, 'notExport']);
  });

  it('refuses files whose bytes or signature changed in transit', async () => {
    const evidence = join(stick(), 'evidence', 'files');
    for (const name of await readdir(evidence)) await writeFile(join(evidence, name), 'x');
    const unsigned = await isolated('import', stick(), ...strict(), ...rig.cacheAt('empty'));
    assert.equal(unsigned.code, 3, unsigned.stderr);
    const cas = join(stick(), 'cas');
    for (const name of await readdir(cas)) {
      const { length } = await readFile(join(cas, name));
      await writeFile(join(cas, name), Buffer.alloc(length, 'x'));
    }
    const changed = await isolated('import', stick(), ...rig.cacheAt('other'));
    assert.equal(changed.code, 3, changed.stderr);
    assert.match(changed.stderr, /A file in .*stick is damaged, so it was skipped\. The file stays in quarantine at/);
  });

  it('trusts only files that a trusted key signed', async () => {
    const { code, stderr } = await isolated('import', stick(), '--require', 'checksum', ...rig.cacheAt('empty'));
    assert.equal(code, 3, stderr);
    assert.match(stderr, /^Checksum lists in an export count only if a key that --trusted-key names signed them\.$/m);
  });

  itWith('links', 'follows no link out of the directory', async () => {
    const cas = join(stick(), 'cas');
    const secret = join(rig.directory(), 'secret');
    await writeFile(secret, 'secret');
    for (const name of await readdir(cas)) {
      await rm(join(cas, name));
      await symlink(secret, join(cas, name));
    }
    const { code, stderr } = await isolated('import', stick(), ...rig.cacheAt('empty'));
    assert.equal(code, 3);
    assert.match(stderr, /ELOOP/);
  });

  it('imports, with the required evidence, an export made for this machine only', async () => {
    const target = join(rig.directory(), 'for this machine');
    const from = ['--offline', ...rig.trusted(), ...rig.cacheAt('of who exports')];
    assert.equal((await isolated('export', target, '--platform', 'this', ...from)).code, 0);
    const { code, answer, stderr } = await isolated('import', target, ...strict(), ...rig.cacheAt('empty'));
    assert.equal(code, 0, stderr);
    assert.equal(answer.files.length, 1);
    assert.equal((await isolated('restore', '--offline', ...strict(), ...rig.cacheAt('empty'))).code, 0);
  });

  it('lists the tools without a file for the platforms, and those missing from the export', async () => {
    const paths = projectPaths(rig.directory());
    const lock = await readLock(paths.lock);
    const greet = lock?.tools.get('greet');
    assert.ok(lock && greet);
    const platforms = new Map([...greet.platforms].filter(([key]) => key.startsWith(OTHER_SYSTEM)));
    await writeFile(paths.lock, formatLock(withTool(lock, 'elsewhere', { ...greet, platforms })));
    const target = join(rig.directory(), 'for this machine');
    const of = ['--offline', ...rig.cacheAt('of who exports')];
    const exported = await isolated('export', target, '--platform', 'this', ...of);
    assert.equal(exported.code, 0, exported.stderr);
    assert.match(exported.stderr, /^elsewhere has no file for these platforms, so it is not included\.$/m);
    assert.deepEqual(exported.answer.omitted, ['elsewhere']);
    const dry = await isolated(
      'mirror',
      'push',
      '--dry-run',
      '--platform',
      'this',
      '--mirror',
      pathToFileURL(join(rig.directory(), 'x')).href,
      ...of,
    );
    assert.match(dry.stderr, /^elsewhere has no file for these platforms/m);
    const imported = await isolated('import', target, ...rig.cacheAt('empty'));
    assert.equal(imported.code, 0, imported.stderr);
    assert.match(imported.stderr, /^elsewhere is not in the export, so it was not imported\.$/m);
    assert.deepEqual(imported.answer.omitted, ['elsewhere']);
  });

  it('exports for some platforms only', async () => {
    const { code, stderr } = await rig.call('export', join(rig.directory(), 'x'), '--platform', 'plan9-x64');
    assert.equal(code, 2);
    assert.match(stderr, /There is no platform plan9-x64; write all, this, or one of/);
  });
});
