import * as v from 'valibot';
import { parseJson } from '../parseJson.ts';

/** The output of `cosign sign-blob --bundle` in cosign 2: a signature, its certificate and the log entry. */
const bundleSchema = v.object({
  base64Signature: v.string(),
  cert: v.string(),
  rekorBundle: v.object({
    SignedEntryTimestamp: v.string(),
    Payload: v.object({ body: v.string(), integratedTime: v.number(), logIndex: v.number(), logID: v.string() }),
  }),
});

/** Converts it to a Sigstore bundle, to be checked as one; `undefined` for anything else. */
export function fromCosignBundle(json: unknown): unknown {
  const read = v.safeParse(bundleSchema, json);
  if (!read.success) return undefined;
  const { base64Signature, cert, rekorBundle } = read.output;
  const { body, integratedTime, logIndex, logID } = rekorBundle.Payload;
  const entry = entryIn(body);
  const certificate = derIn(Buffer.from(cert, 'base64').toString('latin1'));
  if (!entry || certificate === undefined) return undefined;
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      x509CertificateChain: { certificates: [{ rawBytes: certificate }] },
      tlogEntries: [
        {
          logIndex: String(logIndex),
          logId: { keyId: Buffer.from(logID, 'hex').toString('base64') },
          kindVersion: entry.kindVersion,
          integratedTime: String(integratedTime),
          inclusionPromise: { signedEntryTimestamp: rekorBundle.SignedEntryTimestamp },
          canonicalizedBody: body,
        },
      ],
    },
    messageSignature: {
      messageDigest: { algorithm: 'SHA2_256', digest: entry.digest },
      signature: base64Signature,
    },
  };
}

const entrySchema = v.object({
  apiVersion: v.string(),
  kind: v.literal('hashedrekord'),
  spec: v.object({ data: v.object({ hash: v.object({ algorithm: v.literal('sha256'), value: v.string() }) }) }),
});

function entryIn(body: string) {
  const read = v.safeParse(entrySchema, parseJson(Buffer.from(body, 'base64').toString('utf8')));
  if (!read.success) return undefined;
  const { apiVersion: version, kind, spec } = read.output;
  return { kindVersion: { kind, version }, digest: Buffer.from(spec.data.hash.value, 'hex').toString('base64') };
}

const CERTIFICATE = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/;

function derIn(pem: string): string | undefined {
  return CERTIFICATE.exec(pem)?.[1]?.replaceAll(/\s/g, '');
}
