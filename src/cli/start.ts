import module from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { cacheDirectory } from './cacheDirectory.ts';

/**
 * The file that the system runs. It is built for Node 16, so that a Node too old for the program reports that instead of
 * failing somewhere inside.
 */
const NEEDED = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    `forgejo-artifacts needs Node ${NEEDED.join('.')} or newer; this is ${process.versions.node}.\n`,
  );
  process.exitCode = 1;
} else {
  keepCompiled();
  import('./main.ts').catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });
}

/**
 * Keeps the compiled program for the next call, which then starts in about half the time. Node would put it below the
 * shared temporary directory, where another user may leave code for us to run, so it goes to our own directory.
 */
function keepCompiled(): void {
  const { env, platform } = process;
  try {
    module.enableCompileCache(path.join(cacheDirectory({ env, platform, home: homedir() }), 'compiled'));
  } catch {
    // Without a home directory there is no place for it, and the program starts anyway.
  }
}
