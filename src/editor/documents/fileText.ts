import { readLimited } from '../../engine/index.ts';

/** The largest file shown as text; larger ones are for the programs that made them. */
export const TEXT_LIMIT_BYTES = 5 * 1024 * 1024;

type FileText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: 'binary' | 'tooLarge' };

/** The text of a file on disk. Rejects with the system's error. */
export async function readFileText(path: string): Promise<FileText> {
  const read = await readLimited(path, TEXT_LIMIT_BYTES);
  if (!read?.ok) return { ok: false, reason: 'tooLarge' };
  const text = textOf(read.bytes);
  return text === undefined ? { ok: false, reason: 'binary' } : { ok: true, text };
}

/** The byte order marks of UTF-16, which PowerShell's `>` writes. */
const MARKS: readonly { readonly mark: readonly number[]; readonly encoding: string }[] = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
];

/** Characters that text does not contain. The escape character is not among them: logs have colours. */
// oxlint-disable-next-line no-control-regex -- They are what tells a program from a text.
const NEVER_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f]/;

/** Decodes UTF-8, UTF-16 with a byte order mark, or else Latin-1; `undefined` for bytes that are not text. Pure. */
export function textOf(bytes: Uint8Array): string | undefined {
  const marked = MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
  const text = decode(bytes, marked?.encoding ?? 'utf-8') ?? decode(bytes, 'latin1');
  return text === undefined || NEVER_TEXT.test(text) ? undefined : text;
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
