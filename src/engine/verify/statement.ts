import * as v from 'valibot';
import { STRONG_ALGORITHMS } from '../evidence.ts';
import { parseJson } from '../parseJson.ts';
import type { SignedContent } from './signedContent.ts';

/** A DSSE envelope whose signature has been checked. */
interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
}

/** The digests computed here; a statement may have others too. */
const digestsSchema = v.object({
  sha256: v.optional(v.string()),
  sha384: v.optional(v.string()),
  sha512: v.optional(v.string()),
});

/** An in-toto statement (https://in-toto.io/Statement/v1): its signer states something about some files. */
const statementSchema = v.object({
  _type: v.picklist(['https://in-toto.io/Statement/v0.1', 'https://in-toto.io/Statement/v1']),
  predicateType: v.string(),
  subject: v.array(v.object({ name: v.optional(v.string()), digest: digestsSchema })),
});

export type SubjectDigests = v.InferOutput<typeof digestsSchema>;
type Subject = v.InferOutput<typeof statementSchema>['subject'][number];

/**
 * The predicates that make a file count as its signer's: that it was built, published or released. A list of its contents,
 * or of its vulnerabilities, is not a signature over it.
 */
const ORIGINS = [
  /^https:\/\/slsa\.dev\/provenance\//,
  /^https:\/\/in-toto\.io\/attestation\/release\//,
  /^https:\/\/docs\.pypi\.org\/attestations\/publish\//,
  /^https:\/\/github\.com\/npm\/attestation\/tree\/main\/specs\/publish\//,
];

/** The files whose origin the statement describes; none if it describes something else. */
export function originsIn({ payloadType, payload }: Envelope): readonly Subject[] {
  if (payloadType !== 'application/vnd.in-toto+json') return [];
  const statement = v.safeParse(statementSchema, parseJson(Buffer.from(payload).toString('utf8')));
  if (!statement.success || !ORIGINS.some((origin) => origin.test(statement.output.predicateType))) return [];
  return statement.output.subject;
}

/**
 * Whether the statement describes the origin of a file with that digest. All its digests that are computed here must match.
 */
export async function vouchesFor(envelope: Envelope, content: SignedContent): Promise<boolean> {
  for (const { digest } of originsIn(envelope)) if (await fits(digest, content)) return true;
  return false;
}

async function fits(digest: v.InferOutput<typeof digestsSchema>, content: SignedContent): Promise<boolean> {
  const named = STRONG_ALGORITHMS.filter((algorithm) => digest[algorithm] !== undefined);
  for (const algorithm of named) {
    const actual = Buffer.from(await content.hash(algorithm)).toString('hex');
    if (actual !== digest[algorithm]?.toLowerCase()) return false;
  }
  return named.length > 0;
}
