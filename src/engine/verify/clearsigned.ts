const BEGIN = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const END = '-----END PGP SIGNATURE-----';

type Clearsigned =
  | {
      readonly ok: true;
      readonly lines: readonly string[];
      /** The armoured signature over the lines. */
      readonly signature: readonly string[];
    }
  | { readonly ok: false; readonly reason: 'malformed' };

const MALFORMED: Clearsigned = { ok: false, reason: 'malformed' };

export function isClearsigned(lines: readonly string[]): boolean {
  return lines.some((line) => line.startsWith(BEGIN));
}

/**
 * The signed lines of a clearsigned text (RFC 9580 §7), without dash escapes. Does not check the signature. Refuses texts in
 * which a reader could take unsigned lines for signed: text around the one message, headers other than `Hash`, a missing
 * end.
 */
export function readClearsigned(lines: readonly string[]): Clearsigned {
  const rows = lines.map((line) => line.trimEnd());
  const begin = rows.indexOf(BEGIN);
  const blank = rows.indexOf('', begin);
  const signature = rows.indexOf(SIGNATURE);
  const end = rows.indexOf(END);
  if (begin < 0 || blank < begin || signature < blank || end < signature) return MALFORMED;
  const around = [...rows.slice(0, begin), ...rows.slice(end + 1)];
  const headers = rows.slice(begin + 1, blank);
  if (around.some((row) => row !== '') || headers.some((row) => !row.startsWith('Hash: '))) return MALFORMED;
  const signed = lines.slice(blank + 1, signature);
  if (signed.some((line) => line.startsWith('-') && !line.startsWith('- '))) return MALFORMED;
  return {
    ok: true,
    lines: signed.map((line) => line.replace(/^- /, '')),
    signature: rows.slice(signature, end + 1),
  };
}
