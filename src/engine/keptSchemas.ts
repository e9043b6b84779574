import * as v from 'valibot';
import { DIGEST_DIGITS } from './model.ts';
import type { Asset } from './model.ts';

/** What is kept on disk was left by another version of the program or by a broken disk: it is checked like server text. */

export const hex = (length: number) => v.pipe(v.string(), v.length(length), v.regex(/^[0-9a-f]+$/));

/** A whole number of bytes, or of anything else that is counted. */
export const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** `Digests`. */
export const digestsSchema = v.object({
  sha256: v.exactOptional(hex(DIGEST_DIGITS.sha256)),
  sha384: v.exactOptional(hex(DIGEST_DIGITS.sha384)),
  sha512: v.exactOptional(hex(DIGEST_DIGITS.sha512)),
});

/** An `ArtifactSource` as it is kept on disk, or handed over by somebody who is not trusted to have the right form. */
export const sourceSchema = v.variant('kind', [
  v.object({ kind: v.literal('release'), owner: v.string(), repo: v.string() }),
  v.object({ kind: v.literal('genericPackage'), owner: v.string(), package: v.string() }),
]);

/** What tells a file from all others. */
export const fileEntries = {
  instance: v.string(),
  source: sourceSchema,
  version: v.string(),
  name: v.string(),
  upstreamId: v.string(),
};

/** An `Asset`, kept or handed over. */
export const assetSchema = v.pipe(
  v.object({
    ...fileEntries,
    storage: v.picklist(['attachment', 'packageFile', 'external']),
    sizeBytes: v.optional(countSchema),
    digests: digestsSchema,
    createdAt: v.exactOptional(v.number()),
    downloadCount: v.exactOptional(v.number()),
    externalUrl: v.exactOptional(v.string()),
  }),
  v.transform((asset): Asset => ({ ...asset, sizeBytes: asset.sizeBytes })),
);
