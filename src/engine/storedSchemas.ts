import * as v from 'valibot';
import { DIGEST_DIGITS } from './model.ts';
import type { Asset } from './model.ts';

/** Data on disk may come from another version or a broken disk, so it is checked like server text. */

export const hex = (length: number) => v.pipe(v.string(), v.length(length), v.regex(/^[0-9a-f]+$/));

/** A whole number of bytes or other units. */
export const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** `Digests`. */
export const digestsSchema = v.object({
  sha256: v.exactOptional(hex(DIGEST_DIGITS.sha256)),
  sha384: v.exactOptional(hex(DIGEST_DIGITS.sha384)),
  sha512: v.exactOptional(hex(DIGEST_DIGITS.sha512)),
});

/** An `ArtifactSource` as stored on disk or passed in by untrusted code. */
export const sourceSchema = v.variant('kind', [
  v.object({ kind: v.literal('release'), owner: v.string(), repo: v.string() }),
  v.object({ kind: v.literal('genericPackage'), owner: v.string(), package: v.string() }),
]);

/** The fields that identify a file. */
export const fileEntries = {
  instance: v.string(),
  source: sourceSchema,
  version: v.string(),
  name: v.string(),
  upstreamId: v.string(),
};

/** An `Asset`, stored on disk or passed in. */
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
