import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';

/**
 * Runs the order in `TEST_BENCH` in the extension host. It is a process of its own because the runner writes to standard
 * output.
 */
const root = resolve(import.meta.dirname, '../../..');
await runTests({
  vscodeExecutablePath: join(root, 'test/support/editor/headless-code.ts'),
  extensionDevelopmentPath: join(root, '.build/host-extension'),
  extensionTestsPath: join(root, '.build/host/speed.cjs'),
  launchArgs: ['--disable-workspace-trust'],
  extensionTestsEnv: { TEST_BENCH: process.env['TEST_BENCH'] ?? '' },
});
