import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/** The extension's own folder. */
export const EXTENSION = resolve(import.meta.dirname, '../../..');

const IS_BUILT = 'TEST_EXTENSION_IS_BUILT';

/** Builds the extension, unless this run has already done so. The sources do not change during a run. */
export async function buildExtension(): Promise<void> {
  if (process.env[IS_BUILT]) return;
  await promisify(execFile)(process.execPath, ['esbuild.js'], { cwd: EXTENSION });
  process.env[IS_BUILT] = 'yes';
}

/** Mocha calls this once, before it starts the processes that run test files in parallel. */
export const mochaGlobalSetup = buildExtension;
