import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** Signatures as minisign makes them (prehashed), with one key that is made from its name and is no secret. */

const seed = createHash('sha256').update('demo forge').digest();
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
const keyId = createHash('sha256').update(seed).digest().subarray(0, 8);

/** The text of `minisign.pub`. */
export function minisignPublicKey(): Buffer {
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  const line = Buffer.concat([Buffer.from('Ed'), keyId, raw]).toString('base64');
  return Buffer.from(`untrusted comment: minisign public key of the demo forge\n${line}\n`);
}

/** The text of `{name}.minisig`. */
export function minisign(name: string, body: Buffer): Buffer {
  const signature = sign(null, createHash('blake2b512').update(body).digest(), key);
  const comment = `timestamp:1767225600\tfile:${name}\thashed`;
  const global = sign(null, Buffer.concat([signature, Buffer.from(comment)]), key);
  const line = Buffer.concat([Buffer.from('ED'), keyId, signature]).toString('base64');
  return Buffer.from(
    `untrusted comment: signature from minisign secret key\n${line}\ntrusted comment: ${comment}\n${global.toString('base64')}\n`,
  );
}
