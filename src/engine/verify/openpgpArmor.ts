import { decodeBase64 } from './base64.ts';

type PgpArmor = 'SIGNATURE' | 'MESSAGE' | 'PUBLIC KEY BLOCK' | 'PRIVATE KEY BLOCK';

/**
 * The bytes in armour of that kind (RFC 9580 §6.2), which must be the whole text apart from blank lines. Its headers
 * (`Version:`, `Comment:`) are not signed, and its checksum protects nothing.
 */
export function dearmor(text: string, kind: PgpArmor): Buffer | undefined {
  const lines = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trimEnd());
  if (lines[0] !== `-----BEGIN PGP ${kind}-----` || lines.at(-1) !== `-----END PGP ${kind}-----`) return undefined;
  const inner = lines.slice(1, -1);
  const blank = inner.indexOf('');
  if (inner.slice(0, blank).some((line) => !/^[A-Za-z]+: /.test(line))) return undefined;
  const body = inner.slice(blank + 1);
  const data = body.at(-1)?.startsWith('=') ? body.slice(0, -1) : body;
  const bytes = decodeBase64(data.join(''));
  return bytes?.length === 0 ? undefined : bytes;
}
