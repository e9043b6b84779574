import { watchFileCalls } from '../crash/fileCalls.ts';
import { diskError } from './diskFaults.ts';

const LINKS = new Set(['symlink', 'link']);

/** Refuses links below a directory, like exFAT on Linux, until the returned function is called. */
export function withoutLinks(root: string, code = 'ENOSYS'): Promise<() => void> {
  return watchFileCalls(root, {
    before: ({ name }) => {
      if (LINKS.has(name)) throw diskError(code, name);
    },
  });
}
