import type { ErrorFacts } from '../../src/engine/index.ts';
import type { Remedy } from '../../src/words/describeError.ts';

/** The reasons of the disk that have words of their own, and one that has none. */
export const STORAGE_CASES: readonly (readonly [ErrorFacts['storage'], RegExp, Remedy])[] = [
  [{ reason: 'ENOSPC', path: '/c' }, /disk is full \(\/c\)/, 'openCacheFolder'],
  [{ reason: 'ENOSPC', path: '/c', neededBytes: 3 * 1024 ** 3 }, /less than 3\.0 GB left \(\/c\)/, 'openCacheFolder'],
  [{ reason: 'EROFS', path: '/c' }, /is not writable \(\/c\)\. Choose another one/, 'openSettings'],
  [{ reason: 'EACCES', path: '/c' }, /No permission to write to the cache directory \(\/c\)/, 'openSettings'],
  [{ reason: 'EBADMSG', path: '/c' }, /^\/c is damaged, or was written by a newer version/, 'openCacheFolder'],
  [
    { reason: 'EBADMSG', path: '/c/memory-v1/pins/0.json' },
    /move the file away, which forgets the pin/,
    'openCacheFolder',
  ],
  [{ reason: 'ENOTDIR', path: '/c' }, /file is in the way of a cache directory \(\/c\)/, 'openSettings'],
  [{ reason: 'EEXIST', path: '/c' }, /file is in the way of a cache directory \(\/c\)/, 'openSettings'],
  [{ reason: 'ENOENT', path: '/c' }, /^\/c is not there, or was removed a moment ago\. Check the path/, 'retry'],
  [{ reason: 'EBUSY', path: '/c' }, /Another program is using \/c, perhaps a virus scanner/, 'retry'],
  [{ reason: 'UNKNOWN', path: '/c' }, /\/c could not be opened\. A virus scanner/, 'retry'],
  [{ reason: 'EDQUOT', path: '/c' }, /Your disk quota is used up/, 'openCacheFolder'],
  [{ reason: 'EMFILE', path: '/c' }, /Too many files are open .* try again\.$/, 'retry'],
  [
    { reason: 'ENOTFILE', path: '/dev/stdout' },
    /^\/dev\/stdout is not a file, so it was not replaced\. Choose another path/,
    'retry',
  ],
  [{ reason: 'EIO', path: '/c' }, /The disk reported EIO at \/c/, 'openSettings'],
];
