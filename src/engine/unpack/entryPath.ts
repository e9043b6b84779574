import { isDeviceName } from '../safeName.ts';
import { demand } from './fault.ts';
import type { UnpackLimits } from './limits.ts';

export type PathRules = Pick<UnpackLimits, 'maxPathBytes' | 'maxDepth'> & { readonly platform: NodeJS.Platform };

/** The longest file name, in bytes, on every file system in use. */
const MAX_SEGMENT_BYTES = 255;

/**
 * The directories and the file name that an entry's name stands for, below the unpacking directory. Empty for the archive's
 * own root (`./`). Nothing is repaired: a name that leads out, or that programs read differently, is refused.
 * @throws ArchiveFault `path` if it leads out or could on some system, `name`, `tooLong`
 */
export function entryPath(name: string, rules: PathRules): readonly string[] {
  demand(Buffer.byteLength(name) <= rules.maxPathBytes, 'tooLong', 'a path is too long', name.slice(0, 200));
  demand(name !== '', 'name', 'an entry has no name');
  demand(!/\p{Cc}/u.test(name), 'name', 'control characters in a name', name);
  demand(name.isWellFormed(), 'name', 'an unpaired surrogate in a name', name);
  demand(!/^\/|^[a-z]:/i.test(name), 'path', 'an absolute path', name);
  demand(!name.includes('\\'), 'path', 'a backslash in a path', name);
  const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.');
  demand(segments.length <= rules.maxDepth, 'tooLong', 'a path is too deep', name);
  for (const segment of segments) checkSegment(segment, name, rules.platform);
  return segments;
}

function checkSegment(segment: string, name: string, platform: NodeJS.Platform): void {
  demand(segment !== '..', 'path', 'a path with ..', name);
  demand(Buffer.byteLength(segment) <= MAX_SEGMENT_BYTES, 'tooLong', 'a name is too long', name);
  if (platform !== 'win32') return;
  // A colon begins an NTFS stream or attribute.
  demand(!/[<>:"|?*]/.test(segment), 'name', 'characters reserved on Windows', name);
  demand(!/[. ]$/.test(segment), 'name', 'trailing dots or spaces, which Windows drops', name);
  demand(!isDeviceName(segment), 'name', 'a Windows device name', name);
}
