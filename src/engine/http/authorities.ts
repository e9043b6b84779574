import tls from 'node:tls';
import { readLimited } from '../limitedFile.ts';

/** The bundle of all authorities that browsers know has 220 kB. */
const MAX_CA_BYTES = 16 * 1024 * 1024;

/**
 * The certificates to trust once a file has one's own: those of Node, of the system and of the file, as PEM.
 * @throws {Error} with the reason for people, where the file cannot be used
 */
export async function authoritiesWith(file: string): Promise<readonly string[]> {
  const found = await readLimited(file, MAX_CA_BYTES);
  if (!found?.ok) throw new Error(found?.reason === 'tooLarge' ? 'too large for certificates' : 'no such file');
  const own = found.bytes.toString('utf8');
  if (!own.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no PEM certificate in it');
  return [...tls.getCACertificates('default'), ...tls.getCACertificates('system'), own];
}
