import * as v from 'valibot';
import { STRONG_ALGORITHMS } from '../evidence.ts';
import { DIGEST_DIGITS } from '../model.ts';
import type { Digest } from '../evidence.ts';
import { decodeBase64 } from './base64.ts';
import { parseJson } from '../parseJson.ts';
import { originsIn } from './statement.ts';
import type { SubjectDigests } from './statement.ts';

/** `multiple.intoto.jsonl`, `tool.attestation.json`, `provenance.json`: statements about files, one per line. */
const NAME = /(?:^|[._-])(?:intoto|in-toto|attestations?|provenance)\.jsonl?$/i;

export function isAttestationName(name: string): boolean {
  return NAME.test(name);
}

/** What the statements say about a file. */
interface Attested {
  /** The digests from all statements about the file, each once. */
  readonly digests: readonly Digest[];
  /** The Sigstore bundles with these statements. Their signatures are not checked here. */
  readonly bundles: readonly unknown[];
}

/** A release has one for each way its files were built. */
const MAX_STATEMENTS = 64;

const envelopeSchema = v.object({ payloadType: v.string(), payload: v.string() });
const signedSchema = v.union([
  v.pipe(
    v.object({ dsseEnvelope: envelopeSchema }),
    v.transform(({ dsseEnvelope }) => dsseEnvelope),
  ),
  envelopeSchema,
]);

/**
 * What a file of statements (in-toto in DSSE, usually in a Sigstore bundle) says about an asset; `undefined` if it is not
 * such a file.
 */
export function readAttestations(text: string, assetName: string): Attested | undefined {
  const bundles = bundlesIn(text);
  const read = bundles.flatMap((bundle) => {
    const envelope = envelopeIn(bundle);
    return envelope ? [{ bundle, subjects: originsIn(envelope) }] : [];
  });
  if (read.length === 0) return undefined;
  const about = read.flatMap(({ bundle, subjects }) => {
    const digests = subjects
      .filter(({ name }) => isName(name, assetName))
      .flatMap(({ digest }) => strongDigests(digest));
    return digests.length > 0 ? [{ bundle, digests }] : [];
  });
  return { digests: about.flatMap(({ digests }) => digests), bundles: about.map(({ bundle }) => bundle) };
}

/** One JSON value, or one per line. */
function bundlesIn(text: string): readonly unknown[] {
  const whole = parseJson(text);
  if (whole !== undefined) return Array.isArray(whole) ? (whole as unknown[]).slice(0, MAX_STATEMENTS) : [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(0, MAX_STATEMENTS).map(parseJson);
}

function envelopeIn(json: unknown): { readonly payloadType: string; readonly payload: Uint8Array } | undefined {
  const envelope = v.safeParse(signedSchema, json);
  if (!envelope.success) return undefined;
  const payload = decodeBase64(envelope.output.payload);
  return payload && { payloadType: envelope.output.payloadType, payload };
}

function isName(name: string | undefined, assetName: string): boolean {
  return name === assetName || name?.split('/').at(-1) === assetName;
}

function strongDigests(digests: SubjectDigests): readonly Digest[] {
  return STRONG_ALGORITHMS.flatMap((algorithm) => {
    const hex = digests[algorithm]?.toLowerCase() ?? '';
    return /^[0-9a-f]+$/.test(hex) && hex.length === DIGEST_DIGITS[algorithm] ? [{ algorithm, hex }] : [];
  });
}
