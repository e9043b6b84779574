import { readLimited } from '../limitedFile.ts';

/** The full CA bundle of browsers has 220 kB. */
const MAX_CA_BYTES = 16 * 1024 * 1024;

/**
 * The certificates to trust if the user names a file with more: those of Node, of the system and of the file, as PEM.
 * @throws {Error} with a reason for people, if the file cannot be used
 */
export async function authoritiesWith(file: string): Promise<readonly string[]> {
  const found = await readLimited(file, MAX_CA_BYTES);
  if (!found?.ok) throw new Error(found?.reason === 'tooLarge' ? 'too large for certificates' : 'no such file');
  const own = found.bytes.toString('utf8');
  if (!own.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no PEM certificate in it');
  // Loading it takes longer than most commands of the command line run.
  const tls = await import('node:tls');
  return [...tls.getCACertificates('default'), ...tls.getCACertificates('system'), own];
}
