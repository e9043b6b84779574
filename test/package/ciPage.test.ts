import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { useCli } from '../support/cliRig.ts';
import { releaseFolder } from '../support/release.ts';
import { snippetsOf } from '../support/snippets.ts';
import { useTempDir } from '../support/tempDir.ts';
import { describeWith } from '../support/thisSystem.ts';

const run = promisify(execFile);

interface Woodpecker {
  readonly steps: readonly { readonly environment: object; readonly commands: readonly string[] }[];
}

interface GitLab {
  readonly build: {
    readonly variables: Readonly<Record<string, string>>;
    readonly cache: { readonly paths: readonly string[] };
    readonly script: readonly string[];
  };
}

// The page's commands are for POSIX shells.
describeWith('commandsOfUnix', 'the page about continuous integration, with a release at hand', function () {
  const rig = useCli();
  const directory = useTempDir();
  let bin: string;
  beforeEach(async () => {
    bin = join(directory(), 'bin');
    await mkdir(bin);
    // The release is on this machine, not on the web.
    const fetched = `cp "${await releaseFolder()}/$(basename "$2")" .`;
    await writeFile(join(bin, 'curl'), `#!/bin/sh\n[ "$1" = -fsSLO ] && ${fetched}\n`);
    await chmod(join(bin, 'curl'), 0o755);
    await copyFile(process.execPath, join(bin, 'node'));
  });

  async function snippets<Content>(name: string): Promise<Content> {
    const found = (await snippetsOf('docs/ci.md')).find(({ text }) => text.startsWith(`# ${name}\n`));
    return load(found?.text ?? assert.fail(name)) as Content;
  }

  /** Runs lines in the workspace as a runner does: in one shell that stops at the first failure. */
  async function runLines(lines: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
    const text = lines.join('\n').replace(/^saw/gm, 'greet');
    const PATH = `${bin}:/usr/bin:/bin`;
    const options = { cwd: rig.directory(), env: { PATH, HOME: directory(), ...rig.env(), ...env } };
    return (await run('sh', ['-e', '-c', text], options)).stdout;
  }
  const commitSum = async (): Promise<void> => {
    const sums = await readFile(join(await releaseFolder(), 'SHA256SUMS'), 'utf8');
    const line = sums.split('\n').find((one) => one.includes('-cli-')) ?? assert.fail(sums);
    await writeFile(join(rig.directory(), 'forgejo-artifacts.sha256'), `${line}\n`);
  };

  it('has lines for Woodpecker that restore the tools and put them on the PATH', async () => {
    const [step] = (await snippets<Woodpecker>('.woodpecker.yml')).steps;
    await rig.lock('greet', '1.0.0');
    await commitSum();
    assert.match(await runLines(step?.commands ?? [], {}), /^greet 1\.0\.0$|^1\.0\.0$/m);
  });

  it('has the same lines for GitLab, and a cache of downloads', async () => {
    const { variables, cache, script } = (await snippets<GitLab>('.gitlab-ci.yml')).build;
    await rig.lock('greet', '1.0.0');
    await commitSum();
    const home = variables['XDG_CACHE_HOME']?.replace('$CI_PROJECT_DIR', rig.directory()) ?? '';
    assert.match(await runLines(script, { XDG_CACHE_HOME: home }), /1\.0\.0/);
    for (const path of cache.paths) await access(join(rig.directory(), path));
  });

  it('has lines that run no other tarball', async () => {
    const { script } = (await snippets<GitLab>('.gitlab-ci.yml')).build;
    await rig.lock('greet', '1.0.0');
    await commitSum();
    const swapped = script.map((line) =>
      line.startsWith('curl') ? `${line} && for file in *.tgz; do echo >> $file; done` : line,
    );
    await assert.rejects(runLines(swapped, {}), /did NOT match/);
    await assert.rejects(access(join(rig.directory(), 'package')));
  });

  it('has lines that unpack the action of a release', async () => {
    const found = (await snippetsOf('docs/ci.md')).find(({ language }) => language === 'sh');
    const folder = await releaseFolder();
    await runLines([`cp "${folder}"/*.tgz .`, found?.text ?? assert.fail()], {});
    for (const name of ['action.yml', 'cli/cli.cjs'])
      await access(join(rig.directory(), '.forgejo/actions/restore', name));
  });
});
