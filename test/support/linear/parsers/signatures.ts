import { readAttestations } from '../../../../src/engine/verify/attestations.ts';
import { decodeBase64 } from '../../../../src/engine/verify/base64.ts';
import { fromCosignBundle } from '../../../../src/engine/verify/cosignBundle.ts';
import { parseCosignKey } from '../../../../src/engine/verify/cosignKey.ts';
import { verifyCosign } from '../../../../src/engine/verify/cosignSignature.ts';
import { verifyEmbeddedOver } from '../../../../src/engine/verify/embedded.ts';
import { versionlessName } from '../../../../src/engine/verify/versionlessName.ts';
import { parseJson } from '../../../../src/engine/parseJson.ts';
import { verifyMinisign, verifySignify } from '../../../../src/engine/verify/minisign.ts';
import { parseMinisignKey } from '../../../../src/engine/verify/minisignKey.ts';
import { verifyOpenpgp } from '../../../../src/engine/verify/openpgp.ts';
import { dearmor } from '../../../../src/engine/verify/openpgpArmor.ts';
import { readPgpMessage } from '../../../../src/engine/verify/openpgpMessage.ts';
import { readPgpKey } from '../../../../src/engine/verify/openpgpKey.ts';
import { SIGNATURE_LIMIT_BYTES } from '../../../../src/engine/verify/signature.ts';
import { NO_KEYS, schemeOf, verifySignature } from '../../../../src/engine/verify/signatureSchemes.ts';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { sigstoreIdentity } from '../../../../src/engine/verify/sigstoreIdentity.ts';
import { verifySigstore } from '../../../../src/engine/verify/sigstore.ts';
import { parseSshKey } from '../../../../src/engine/verify/sshKey.ts';
import { verifySshSignature } from '../../../../src/engine/verify/sshSignature.ts';
import { vouchesFor } from '../../../../src/engine/verify/statement.ts';
import { parseTrustedKey } from '../../../../src/engine/verify/trustedKeyText.ts';
import { commentOf, keyTexts } from '../../../../src/editor/trust/keyFiles.ts';
import { minisignSigner } from '../../forge/signing/minisign.ts';
import { NAME_SIZE, parser } from '../growth.ts';
import type { AnyParser } from '../growth.ts';
import { texts } from '../hostile.ts';

const CONTENT = contentOf(Buffer.from('content'));
const SIGNER_KEY = parseMinisignKey(minisignSigner('linear time').text);
const LINE = `${'A'.repeat(56)}\n`;
const PGP = ['-----BEGIN PGP SIGNATURE-----\n', '-----END PGP SIGNATURE-----\n', 'Comment: x\n', '='];
const KEYS = [
  'ssh-ed25519 AAAA',
  'ssh-',
  'namespaces="',
  'untrusted comment: ',
  'public key',
  'secret key',
  '-----BEGIN PUBLIC KEY-----\n',
  '-----END PUBLIC KEY-----',
  '-----BEGIN PGP PUBLIC KEY BLOCK-----\n',
  '-----END PGP PUBLIC KEY BLOCK-----\n',
  'sigstore:',
  'PRIVATE KEY',
];

/** Parsers of signatures, keys and statements. */
export const SIGNATURE_PARSERS: readonly AnyParser[] = [
  parser({
    name: 'a signature file of any kind',
    maxSize: SIGNATURE_LIMIT_BYTES + 1,
    shapes: texts({
      words: ['\r\n', 'trusted comment: ', ...PGP],
      frames: [
        ['untrusted comment: x\n', LINE],
        ['untrusted comment: ', `\n${LINE}trusted comment: x\n${LINE}`],
        ['-----BEGIN SSH SIGNATURE-----\n', '\n-----END SSH SIGNATURE-----'],
        ['-----BEGIN PGP SIGNATURE-----\n\n', '\n-----END PGP SIGNATURE-----'],
        ['-----BEGIN PGP MESSAGE-----\n\n', '\n-----END PGP MESSAGE-----'],
        ['dW50cnVzdGVkIGNvbW1lbnQ6', 'AA=='],
      ],
    }),
    feed: async (text) => {
      const bytes = Buffer.from(text, 'latin1');
      schemeOf('x.sig', bytes);
      await verifyMinisign(bytes, [], { name: 'tool', content: CONTENT });
      await verifySignify(bytes, [], CONTENT);
      await verifySshSignature(bytes, [], CONTENT);
      await verifyOpenpgp(bytes, [], CONTENT);
      await verifyEmbeddedOver(bytes, NO_KEYS, CONTENT);
      await verifySignature({ name: 'x.sig', bytes }, NO_KEYS, { name: 'x', content: CONTENT });
    },
  }),
  parser({
    name: 'OpenPGP packets',
    maxSize: 64 * 1024,
    shapes: texts({
      words: ['\u0088\u0001', '\u00c2\u0000', '\u00c6\u0000', '\u0098\u0026', '\u0090\u0000', '\u00cb\u00e0a'],
    }),
    feed: (text) => [readPgpKey(Buffer.from(text, 'latin1')), readPgpMessage(Buffer.from(text, 'latin1'))],
  }),
  parser({
    name: 'OpenPGP armour',
    shapes: texts({ words: PGP, frames: [['-----BEGIN PGP SIGNATURE-----\n', '\n-----END PGP SIGNATURE-----']] }),
    feed: (text) => dearmor(text, 'SIGNATURE'),
  }),
  parser({
    name: 'a pasted public key',
    shapes: texts({
      words: KEYS,
      frames: [
        ['principal ', ' ssh-ed25519 AAAA'],
        ['sigstore:', ' https://x'],
      ],
    }),
    feed: (text) => [
      parseTrustedKey(text),
      parseMinisignKey(text),
      parseSshKey(text),
      parseCosignKey(text),
      sigstoreIdentity(text, text),
      decodeBase64(text),
    ],
  }),
  parser({
    name: 'a file of public keys',
    shapes: texts({ words: KEYS, frames: [['ssh-ed25519 AAAA ', '\u2028']] }),
    feed: (text) => {
      const key = SIGNER_KEY && ({ scheme: 'minisign', key: SIGNER_KEY } as const);
      return keyTexts(Buffer.from(text)).map((one) => key && commentOf(key, one));
    },
  }),
  parser({
    name: 'a Sigstore bundle',
    maxSize: 64 * 1024,
    shapes: texts({ words: ['{"a":', '"AAAA",'], frames: [['{"mediaType":"', '"}']] }),
    feed: (text) => [
      verifySigstore(Buffer.from(text), [], CONTENT),
      verifyCosign(Buffer.from(text), [], CONTENT),
      fromCosignBundle(parseJson(text)),
    ],
  }),
  parser({
    name: 'a statement about files',
    shapes: texts({
      frames: [['{"_type":"https://in-toto.io/Statement/v1","predicateType":"', '","subject":[]}']],
    }),
    feed: (text) => vouchesFor({ payloadType: 'application/vnd.in-toto+json', payload: Buffer.from(text) }, CONTENT),
  }),
  parser({
    name: 'a file of statements',
    shapes: texts({
      words: ['{}\n', '{"dsseEnvelope":', '{"payloadType":"","payload":""}\n'],
      frames: [['{"payloadType":"', '","payload":""}']],
    }),
    feed: (text) => readAttestations(text, 'tool'),
  }),
  parser({
    name: 'the family of a file’s name',
    maxSize: NAME_SIZE,
    shapes: texts({ words: ['1.1', '1.1.1-', '*.'] }),
    feed: (name) => [
      versionlessName({ version: 'v1.0.0-rc.1', name }),
      versionlessName({ version: name, name: 'tool-1.0.0' }),
    ],
  }),
];
