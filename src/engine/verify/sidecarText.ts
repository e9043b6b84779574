import { withoutEnd } from '../text.ts';

/** Checksum files and the like are small; anything larger is something else. */
export const SIDECAR_LIMIT_BYTES = 1024 * 1024;

type SidecarText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'too-large' | 'html' | 'malformed' };

/** Byte order marks: PowerShell's `>` writes UTF-16. */
const MARKS: readonly { readonly mark: readonly number[]; readonly encoding: string }[] = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
];

/** A web page in place of the file, such as a login page or a bot wall. */
const PAGE = /<(?:!doctype html|html|head|body)[\s>]/i;
/** No checksum file begins like this. */
const MARKUP = /^\uFEFF?\s*</;

/**
 * The text of a small foreign file, as UTF-8 or, with its mark, as UTF-16. Invalid bytes become U+FFFD, which matches
 * nothing; NULs are refused, because no line format has them.
 */
export function readSidecarText(bytes: Uint8Array): SidecarText {
  if (bytes.length > SIDECAR_LIMIT_BYTES) return { ok: false, reason: 'too-large' };
  const { encoding } = MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte)) ?? { encoding: 'utf-8' };
  if (encoding !== 'utf-8' && bytes.length % 2 !== 0) return { ok: false, reason: 'malformed' };
  const text = new TextDecoder(encoding).decode(bytes);
  if (PAGE.test(text)) return { ok: false, reason: 'html' };
  return MARKUP.test(text) || text.includes('\0') ? { ok: false, reason: 'malformed' } : { ok: true, text };
}

/** CR alone ends lines only if nothing else does: in other texts it may be part of a name. */
export function splitLines(text: string): readonly string[] {
  if (!text.includes('\n')) return text.split('\r');
  const lines = text.split('\n');
  // Text after the last line end forms a line without one.
  const rest = lines.pop() ?? '';
  return [...lines.map((line) => withoutEnd(line, '\r')), rest];
}
