import { watchFileCalls } from '../crash/fileCalls.ts';
import { diskError } from './diskFaults.ts';

/** Work that may have come to a stand. */
interface Stopped {
  readonly isStopped: boolean;
  /** Lets it fail, so that it gives back what it holds. */
  readonly release: () => Promise<void>;
}

/** Runs work that comes to a stand after that many changes of the disk: to all who look it died there. */
export async function stopAfter(root: string, changes: number, work: () => Promise<unknown>): Promise<Stopped> {
  let seen = 0;
  const stop = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const restore = await watchFileCalls(root, {
    after: ({ name, mutates }) => {
      if (mutates) seen += 1;
      // An open file has to reach whoever will close it.
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
