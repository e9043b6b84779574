import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { demoContent, DEMO_TOKENS } from '../forge/demoContent.ts';
import { startForge } from '../forge/forge.ts';

/**
 * The host tier: mocha inside the real extension host, next to the demo forge, and then two windows at once on one cache. On
 * a desktop, VSCODE_PATH names the VS Code to use, or VSCODE_VERSION (such as `1.106.0` or `stable`) one to download;
 * otherwise the headless editor is used.
 */
const { VSCODE_PATH, VSCODE_VERSION } = process.env;
const editor = VSCODE_VERSION
  ? { version: VSCODE_VERSION }
  : { vscodeExecutablePath: VSCODE_PATH ?? join(import.meta.dirname, 'headless-code.ts') };

const root = resolve(import.meta.dirname, '../../..');
execFileSync(process.execPath, ['esbuild.js', '--host'], { cwd: root, stdio: 'inherit' });
const cache = await mkdtemp(join(tmpdir(), 'forgejo-artifacts-host-'));
const forge = await startForge({ content: demoContent() });
const below = await startForge({ content: demoContent(), subPath: 'forge/git' });

const run = (env: Readonly<Record<string, string>> = {}, ...flags: readonly string[]): Promise<number> =>
  runTests({
    ...editor,
    extensionDevelopmentPath: join(root, '.build/host-extension'),
    extensionTestsPath: join(root, '.build/host/index.cjs'),
    launchArgs: ['--disable-workspace-trust', ...flags],
    extensionTestsEnv: {
      TEST_FORGE: forge.url,
      TEST_FORGE_BELOW: below.url,
      TEST_TOKEN: DEMO_TOKENS.alice,
      TEST_CACHE: cache,
      TEST_ROOT: root,
      ...env,
    },
  });

/** Whether the address is that of a checksum or signature file. */
function isEvidence(path: string): boolean {
  const files = forge.content.repositories.flatMap(({ releases }) => releases.flatMap(({ assets }) => assets));
  const name = files.find(({ uuid }) => path.endsWith(uuid))?.name ?? '';
  return /sums|\.(?:sha256|minisig|sig|asc)$/i.test(name);
}

async function twoWindows(): Promise<void> {
  const alreadyAsked = forge.requests.length;
  const ends = ['a', 'b'].map((name) => run({ TEST_WINDOW: name }, `--user-data-dir=${join(cache, name)}`));
  const results = await Promise.allSettled(ends);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  const files = forge.requests.slice(alreadyAsked).filter(({ path }) => path.includes('/attachments/'));
  const times = [...Map.groupBy(files, ({ path }) => path).entries()].map(([path, { length }]) => ({ path, length }));
  // A checksum list or signature is fetched as evidence, and it can be downloaded as a file as well.
  const once = times.length > 3 && times.every(({ path, length }) => length <= (isEvidence(path) ? 2 : 1));
  console.log(`  ${once ? 'ok  ' : 'FAIL'} two windows fetch each file once (${files.length} requests for bytes)`);
  if (!once)
    for (const { path, length } of times)
      console.log(`       ${length} x ${path}${isEvidence(path) ? ' (evidence)' : ''}`);
  console.log(once ? '1 passing' : '1 failing');
  if (!once) throw new Error('two windows fetched a file twice');
}

try {
  process.exitCode = await run();
  await twoWindows();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await Promise.all([forge.close(), below.close()]);
  await rm(cache, { recursive: true, force: true });
}
