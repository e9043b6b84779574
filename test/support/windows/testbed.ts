import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `run.sh SCRIPT …` runs `node.exe SCRIPT …`. */
export const RUN_ON_WINDOWS = join('test', 'support', 'windows', 'run.sh');

/** Why Node for Windows cannot run here; `undefined` if it can. */
export function whyNoWindows(): string | undefined {
  if (process.platform !== 'linux') return 'Wine is for Linux';
  if (process.getuid?.() !== 0) return 'only root can mount what it needs';
  const home = process.env['WINDOWS_TESTBED'] ?? join(homedir(), '.cache', 'windows-testbed');
  return existsSync(join(home, '.ready')) ? undefined : 'not set up; test/support/windows/setup.sh does that';
}
