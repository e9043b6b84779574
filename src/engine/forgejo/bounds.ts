import * as v from 'valibot';

/**
 * The longest texts to accept in responses. Longer ones are refused or left out here, so that no other code needs to check
 * them.
 */

/** The error for a text that is too long; a file with such a text is left out of its release. */
export const TOO_LONG = 'longer than Forgejo allows';

/** Owners, repositories, generic packages and their files have ASCII names, in columns of 255 characters. */
const MAX_NAME_BYTES = 255;
export const nameText = v.pipe(v.string(), v.maxBytes(MAX_NAME_BYTES, TOO_LONG));

/**
 * Tags, versions of packages and names of attachments may use any script. MySQL and PostgreSQL store 255 characters; SQLite
 * has no limit, but no longer ones are known.
 */
const MAX_LABEL_CHARACTERS = 255;
export const labelText = v.pipe(
  v.string(),
  v.check((text) => hasAtMost(text, MAX_LABEL_CHARACTERS), TOO_LONG),
);

/** A character takes one or two code units. */
function hasAtMost(text: string, count: number): boolean {
  return text.length <= count || (text.length <= 2 * count && Array.from(text).length <= count);
}

/** Many servers refuse longer addresses. */
const MAX_ADDRESS_LENGTH = 4096;
/** Titles and descriptions are only displayed, and never at greater length. */
const MAX_LINE_LENGTH = 2048;
/** Release notes are cut after 100,000 characters, and say so. */
const MAX_NOTES_LENGTH = 128 * 1024;

export const addressText = v.pipe(v.nullish(v.string(), ''), v.maxLength(MAX_ADDRESS_LENGTH, TOO_LONG));
export const lineText = cutText(MAX_LINE_LENGTH);
export const notesText = cutText(MAX_NOTES_LENGTH);

/** A displayed text, cut to its start. */
function cutText(maxLength: number) {
  return v.pipe(
    v.nullish(v.string(), ''),
    // A slice would keep the whole text in memory.
    v.transform((text) => (text.length <= maxLength ? text : Buffer.from(text.slice(0, maxLength)).toString())),
  );
}

/**
 * Five times GitHub's limit for a release. Names are compared with each other whenever a release is shown or a file is
 * chosen; for this many, that takes about 30 ms.
 */
const MAX_FILES = 5000;
const MAX_NAMES_LENGTH = 256 * 1024;

/**
 * The files of a release. Files beyond the limits, and those with a text that is too long, are counted and left out, so that
 * one of them does not make the others unusable.
 */
export function boundedFiles<S extends v.GenericSchema<unknown, { readonly name: string }>>(file: S) {
  return v.pipe(
    v.array(v.unknown()),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
      const files: v.InferOutput<S>[] = [];
      let roomLeft = MAX_NAMES_LENGTH;
      for (const [key, input] of value.slice(0, MAX_FILES).entries()) {
        const parsed = v.safeParse(file, input, { abortEarly: true });
        if (parsed.success) {
          roomLeft -= parsed.output.name.length;
          if (roomLeft < 0) break;
          files.push(parsed.output);
        } else if (parsed.issues[0].message !== TOO_LONG) {
          const [{ message, path = [] }] = parsed.issues;
          addIssue({ message, path: [{ type: 'array', origin: 'value', input: value, key, value: input }, ...path] });
          return NEVER;
        }
      }
      return { files, unlisted: value.length - files.length };
    }),
  );
}
