/** Device names of Windows, with or without an extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])$/i;

/** Bytes of UTF-8 that every file system in use takes for one name, with room for what a program adds to it. */
const MAX_BYTES = 200;

/**
 * A file name that is safe everywhere, made from one that a server chose. The last part of a path, without what no system
 * allows, without invisible and direction-changing characters, no device, no leading or trailing dot or blank, and short
 * enough; the extension survives shortening. Never empty.
 */
export function safeFileName(name: string): string {
  const last =
    name
      .normalize('NFC')
      .split(/[/\\]/)
      .findLast((part) => part.replace(/[.\s]/g, '') !== '') ?? '';
  const visible = last.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu, '');
  const allowed = visible.replace(/[<>:"|?*]/g, '_').replace(/^[.\s]+|[.\s]+$/gu, '');
  const named = DEVICE.test(allowed.split('.')[0]?.trim() ?? '') ? `_${allowed}` : allowed;
  return shorten(named) || 'file';
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const extension = /(\.tar)?\.[^.]{1,12}$/i.exec(name)?.[0] ?? '';
  let stem = name.slice(0, name.length - extension.length);
  while (Buffer.byteLength(stem + extension) > MAX_BYTES) stem = Array.from(stem).slice(0, -1).join('');
  return stem.replace(/[.\s]+$/u, '') + extension;
}
