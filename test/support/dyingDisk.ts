import { watchFileCalls } from '../crash/fileCalls.ts';
import { diskError } from './diskFaults.ts';

/** Work that may have stopped in the middle. */
interface Stopped {
  readonly isStopped: boolean;
  /** Makes it fail, so that it releases what it holds. */
  readonly release: () => Promise<void>;
}

/** Runs work that stops after that many changes of the disk. To everybody else it looks as if it had died there. */
export async function stopAfter(root: string, changes: number, work: () => Promise<unknown>): Promise<Stopped> {
  let seen = 0;
  const stop = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const restore = await watchFileCalls(root, {
    after: ({ name, mutates }) => {
      if (mutates) seen += 1;
      // An open file has to be returned, so that it can be closed.
      if (seen < changes || name === 'open') return undefined;
      stop.resolve();
      return held.promise;
    },
  });
  const running = work();
  try {
    await Promise.race([running, stop.promise]);
  } finally {
    restore();
  }
  const release = async (): Promise<void> => {
    held.reject(new Error('died'));
    await Promise.allSettled([held.promise, running]);
  };
  return { isStopped: seen >= changes, release };
}

/** Runs work in which one file system call fails. Returns whether there were that many calls, and how the work ended. */
export async function failOnce(
  root: string,
  index: number,
  work: () => Promise<unknown>,
): Promise<{ readonly isReached: boolean; readonly isDone: boolean }> {
  let seen = 0;
  const restore = await watchFileCalls(root, {
    before: ({ name }) => {
      seen += 1;
      if (seen === index) throw diskError('EIO', name);
    },
  });
  try {
    const isDone = await work().then(
      () => true,
      () => false,
    );
    return { isReached: seen >= index, isDone };
  } finally {
    restore();
  }
}
