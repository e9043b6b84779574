import * as v from 'valibot';

import { assetSchema, sourceSchema } from '../../engine/index.ts';

/**
 * What each call of the interface takes. Text is any text; it is checked where it is used. Unknown options are refused: a
 * misspelt `sha256` must not look as if the digest had been checked.
 */

/** Longer than any name, tag and path. A server may close the connection over a longer one before its answer is read. */
const MAX_TEXT = 4096;

const TOO_LONG = 'a text in it is too long';

const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));

/** A signal that follows the caller's, whose object may be a proxy. */
const signal = v.optional(
  v.pipe(
    v.instance(AbortSignal),
    v.transform((given) => AbortSignal.any([given])),
  ),
);
const sha256 = v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/i), v.toLowerCase()));
const file = v.optional(v.pipe(text, v.minLength(1)));
const source = v.pipe(
  sourceSchema,
  v.check((given) => hasShortTexts(given), TOO_LONG),
);
const asset = v.pipe(
  assetSchema,
  v.check((given) => hasShortTexts(given) && hasShortTexts(given.source), TOO_LONG),
);
/** An asset has a schema of its own, so that the message names its wrong field. */
const assetOrAddress = v.lazy((given) =>
  typeof given === 'object' && given !== null ? asset : v.union([text, asset]),
);

export const downloadArguments = v.tuple([assetOrAddress, v.optional(v.strictObject({ signal, sha256, file }), {})]);

export const installArguments = v.tuple([
  assetOrAddress,
  v.optional(
    v.strictObject({ signal, sha256, file, executables: v.optional(v.array(text)), activate: v.optional(v.boolean()) }),
    {},
  ),
]);

export const restoreArguments = v.tuple([
  v.optional(text),
  v.optional(v.strictObject({ signal, tools: v.optional(v.array(text)) }), {}),
]);

export const whichArguments = v.tuple([text]);

export const listReleasesArguments = v.tuple([
  text,
  text,
  text,
  v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 1),
]);

export const listPackagesArguments = v.tuple([text, text]);

export const listFilesArguments = v.tuple([text, source, text]);

/** The id of an external file contains its address, so it may be longer. */
function hasShortTexts(given: object): boolean {
  return Object.values(given).every((value) => typeof value !== 'string' || value.length <= 2 * MAX_TEXT);
}
