import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

/** The certificate and key of a TLS server on 127.0.0.1, and the private CA that its clients have to trust. */
export function testCertificate(): { readonly ca: string; readonly cert: string; readonly key: string } {
  return { ca: read('ca.pem'), cert: read('server.pem'), key: read('server.key.pem') };
}
