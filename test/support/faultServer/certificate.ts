import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

/** For https on 127.0.0.1. It signs itself, so that it is also the CA that a client has to trust for it. */
export const LOOPBACK_CERTIFICATE = { key: read('loopback.key.pem'), cert: read('loopback.cert.pem') } as const;
