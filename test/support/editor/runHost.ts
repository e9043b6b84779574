import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { demoContent, DEMO_TOKENS } from '../forge/demoContent.ts';
import { startForge } from '../forge/forge.ts';

/**
 * The host tier: mocha inside the real extension host, with the demo forge beside it. Set VSCODE_PATH to a desktop VS Code
 * to run it there; else the headless editor is used.
 */
const root = resolve(import.meta.dirname, '../../..');
execFileSync(process.execPath, ['esbuild.js', '--host'], { cwd: root, stdio: 'inherit' });
const cache = await mkdtemp(join(tmpdir(), 'forgejo-artifacts-host-'));
const forge = await startForge({ content: demoContent() });
const below = await startForge({ content: demoContent(), subPath: 'forge/git' });
try {
  process.exitCode = await runTests({
    vscodeExecutablePath: process.env['VSCODE_PATH'] ?? join(import.meta.dirname, 'headless-code.ts'),
    extensionDevelopmentPath: join(root, '.build/host-extension'),
    extensionTestsPath: join(root, '.build/host/index.cjs'),
    launchArgs: ['--disable-workspace-trust'],
    extensionTestsEnv: {
      TEST_FORGE: forge.url,
      TEST_FORGE_BELOW: below.url,
      TEST_TOKEN: DEMO_TOKENS.alice,
      TEST_NARROW_TOKEN: DEMO_TOKENS.repositoriesOnly,
      TEST_CACHE: cache,
      TEST_ROOT: root,
    },
  });
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await Promise.all([forge.close(), below.close()]);
  await rm(cache, { recursive: true, force: true });
}
