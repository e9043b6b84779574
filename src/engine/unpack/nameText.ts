import { ArchiveFault, decodeUtf8 } from './fault.ts';

/** The upper half of code page 437, the default encoding of a zip entry's name (APPNOTE.TXT 6.3.10, D.1). */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀' +
  'αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const WINDOWS_1252 = new TextDecoder('windows-1252');

/**
 * A name in a tar file. If it is not UTF-8, it was written on a system with another encoding, nearly always Latin-1. Decoded
 * so, every byte is a character, so two names never become one.
 */
export function tarName(bytes: Uint8Array): string {
  return utf8OrNothing(bytes) ?? WINDOWS_1252.decode(bytes);
}

/** A name in a zip file. Many writers of UTF-8 forget to set its flag. @throws ArchiveFault `name` for a wrong flag */
export function zipName(bytes: Uint8Array, isUtf8: boolean): string {
  if (isUtf8) return decodeUtf8(bytes);
  return (
    utf8OrNothing(bytes) ??
    Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : CP437[byte - 128])).join('')
  );
}

function utf8OrNothing(bytes: Uint8Array): string | undefined {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    if (error instanceof ArchiveFault) return undefined;
    throw error;
  }
}
