/** Windows device names, with or without an extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])$/i;

/**
 * Characters that a shell may read as more than part of a name. Combining marks belong to the letters of many scripts.
 * Letters that look like quotes and bars are included, because Windows passes them to older programs as quotes and bars, and
 * so are invisible ones.
 */
const NOT_PLAIN = /[^\p{L}\p{M}\p{N}._+-]|[\u034f\u01c0-\u01c3\u02b0-\u02ff\u115f\u1160\u3164\uffa0]/gu;

/** Bytes of UTF-8 that every file system in use takes for one name, with room for what a program adds to it. */
const MAX_BYTES = 200;

/** Nothing beyond this many characters at either end of a name is read: a name may be megabytes long. */
const MAX_LOOK = 400;

/**
 * Makes a file name that is safe everywhere from one that a server chose: the last part of a path, without characters that
 * some system forbids, without invisible and direction-changing characters, no device name, no leading or trailing dot or
 * space, and short enough; the extension survives shortening. Never empty, and idempotent.
 */
export function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).findLast((part) => /[^.\s]/.test(part)) ?? '';
  const looked = last.length > 2 * MAX_LOOK ? last.slice(0, MAX_LOOK) + last.slice(-MAX_LOOK) : last;
  const visible = looked
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .normalize('NFC');
  const allowed = trimmed(visible.replace(/[<>:"|?*]/g, '_'));
  const named = isDeviceName(allowed) ? `_${allowed}` : allowed;
  return shorten(named) || 'file';
}

/**
 * Makes a file name that no shell interprets: letters, digits, and `.`, `_`, `+` and `-`, the last never first; `_` replaces
 * everything else. For paths that people paste and programs type. Never empty, and idempotent.
 */
export function plainFileName(name: string): string {
  const plain = safeFileName(name)
    .replace(NOT_PLAIN, '_')
    .replace(/^[-.]+/, '');
  // Removing the first characters may have left the name of a device.
  return safeFileName(plain);
}

/** Whether Windows takes a file name for one of its devices, whatever its extension. */
export function isDeviceName(name: string): boolean {
  return DEVICE.test(name.split('.')[0]?.trim() ?? '');
}

function trimmed(name: string): string {
  return name.replace(/^[.\s]+|[.\s]+$/gu, '');
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const extension = /(\.tar)?\.[^.]{1,12}$/i.exec(name)?.[0] ?? '';
  const roomBytes = MAX_BYTES - Buffer.byteLength(extension);
  const cut = Buffer.from(name.slice(0, name.length - extension.length)).subarray(0, roomBytes);
  // A character that was cut in its middle decodes to U+FFFD, which no name has at this point.
  return trimmed(cut.toString().replaceAll('\ufffd', '')) + extension;
}
