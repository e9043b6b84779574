import { createHash, sign } from 'node:crypto';
import { seededKey } from './seededKey.ts';
import type { Signer } from './signify.ts';

const TYPE = 'ssh-ed25519';
const MAGIC = Buffer.from('SSHSIG');
const NAMESPACE = 'file';
const HASH = 'sha512';
const LINE_LENGTH = 70;

/** An OpenSSH key derived from a label, and signatures like those of `ssh-keygen -Y sign -n file` (PROTOCOL.sshsig). */
export function opensshSigner(label: string): Signer {
  const key = seededKey(label);
  const blob = Buffer.concat([text(TYPE), text(key.publicBytes)]);
  return {
    text: `${TYPE} ${blob.toString('base64')} ${label}\n`,
    keyId: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
    sign(body) {
      const scope = Buffer.concat([text(NAMESPACE), text(''), text(HASH)]);
      const signed = Buffer.concat([MAGIC, scope, text(createHash(HASH).update(body).digest())]);
      const signature = Buffer.concat([text(TYPE), text(sign(null, signed, key.privateKey))]);
      const version = Buffer.from([0, 0, 0, 1]);
      return armour(Buffer.concat([MAGIC, version, text(blob), scope, text(signature)]));
    },
  };
}

/** A string of the SSH protocol, preceded by its length. */
function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function armour(bytes: Buffer): Buffer {
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];
  return Buffer.from(['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n'));
}
