import * as v from 'valibot';
import { TOO_LONG, addressText, boundedFiles, labelText, lineText, nameText, notesText } from './bounds.ts';
import { DIGEST_DIGITS } from '../model.ts';
import type { Digests } from '../model.ts';

/**
 * The responses of Forgejo 7 to 17 and Gitea 1.20 to 1.27, as far as we read them. Unknown fields are ignored; required ones
 * were present in every recorded response.
 */

const MAX_TIME_LENGTH = 64;

/** RFC 3339 with the server's zone; the zero times of Go and Unix mean "never". Returns milliseconds since the epoch. */
const time = v.pipe(
  v.nullish(v.string(), ''),
  v.transform((text) => {
    const at = text.length > MAX_TIME_LENGTH ? Number.NaN : Date.parse(text);
    return Number.isNaN(at) || at <= 0 ? undefined : at;
  }),
);

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const flag = v.nullish(v.boolean(), false);
/** The longest has 128 digits and a name. */
const MAX_DIGEST_LENGTH = 140;
/** A digest in hex, plain or after its algorithm; anything else counts as absent. */
const digest = (algorithm: keyof Digests) =>
  v.pipe(
    v.nullish(v.string(), ''),
    v.transform((value) => readDigest(value, algorithm)),
  );
const digestFields = { sha256: digest('sha256'), sha384: digest('sha384'), sha512: digest('sha512') };

function readDigest(text: string, algorithm: keyof Digests): string | undefined {
  if (text.length > MAX_DIGEST_LENGTH) return undefined;
  const hex = text.toLowerCase().replace(`${algorithm}:`, '');
  return hex.length === DIGEST_DIGITS[algorithm] && /^[0-9a-f]+$/.test(hex) ? hex : undefined;
}

/** One field for a digest of any algorithm: after its name, or else SHA-256. */
const anyDigest = v.pipe(
  v.nullish(v.string(), ''),
  v.transform((value): Digests => {
    const [, named, hex = ''] = /^(?:(sha256|sha384|sha512):)?([0-9a-f]{64,128})$/.exec(value.toLowerCase()) ?? [];
    const algorithm = (named ?? 'sha256') as keyof Digests;
    return hex.length === DIGEST_DIGITS[algorithm] ? { [algorithm]: hex } : {};
  }),
);

export const versionSchema = v.object({ version: v.pipe(nameText, v.minLength(1)) });

export const apiSettingsSchema = v.object({ max_response_items: v.pipe(count, v.minValue(1)) });

/** `/api/healthz`, checked just enough to recognise it. */
export const healthSchema = v.object({
  status: v.string(),
  checks: v.looseObject({ 'database:ping': v.array(v.unknown()) }),
});

export const userSchema = v.object({ login: nameText, full_name: lineText });

export const organizationSchema = v.pipe(
  v.object({ name: v.optional(nameText), username: v.optional(nameText), full_name: lineText }),
  v.transform((value) => ({ login: value.name ?? value.username ?? '', full_name: value.full_name })),
  v.check((value) => value.login !== '', 'an organization without a name'),
);

/** `owner/name`. */
const fullNameText = v.pipe(v.string(), v.maxLength(2 * 255 + 1, TOO_LONG));

export const repositorySchema = v.object({
  id: count,
  owner: v.object({ login: nameText }),
  name: nameText,
  full_name: fullNameText,
  description: lineText,
  private: flag,
  archived: flag,
  has_releases: v.nullish(v.boolean(), true),
  release_counter: v.nullish(count, 0),
  updated_at: time,
});

/** Twenty times the requested number: more than that is not a page, and lists are kept in memory. */
const MAX_ROWS_PER_PAGE = 1000;

/** One page of a list. */
export function pageOf<S extends v.GenericSchema>(row: S) {
  return v.pipe(v.array(row), v.maxLength(MAX_ROWS_PER_PAGE));
}

/** `null` is Go's empty list. Anything else without a list is a failure, not an empty result. */
export const searchSchema = v.object({ ok: v.literal(true), data: v.nullable(pageOf(repositorySchema), []) });

const attachmentSchema = v.object({
  name: labelText,
  size: v.nullish(count, 0),
  uuid: v.pipe(nameText, v.minLength(1)),
  download_count: v.nullish(count),
  created_at: time,
  browser_download_url: addressText,
  type: v.nullish(v.pipe(v.string(), v.maxLength(255)), 'attachment'),
  // No server sends these today; Gitea has proposed the first, GitHub has the last.
  ...digestFields,
  digest: anyDigest,
});

export const releaseSchema = v.object({
  id: count,
  tag_name: labelText,
  name: lineText,
  body: notesText,
  draft: flag,
  prerelease: flag,
  created_at: time,
  author: v.nullish(v.object({ login: nameText })),
  assets: v.nullish(boundedFiles(attachmentSchema), []),
});

export const packageSchema = v.object({
  owner: v.object({ login: nameText }),
  repository: v.nullish(v.object({ full_name: fullNameText })),
  name: nameText,
  version: labelText,
  created_at: time,
});

const packageFileSchema = v.object({
  id: v.nullish(count),
  name: nameText,
  /** Forgejo spells it `Size`, Gitea 1.27 `size`. */
  Size: v.optional(count),
  size: v.optional(count),
  /** No server sends it today. */
  created_at: time,
  ...digestFields,
});

export const packageFilesSchema = boundedFiles(packageFileSchema);

export type RepositoryJson = v.InferOutput<typeof repositorySchema>;
export type ReleaseJson = v.InferOutput<typeof releaseSchema>;
export type AttachmentJson = v.InferOutput<typeof attachmentSchema>;
export type PackageJson = v.InferOutput<typeof packageSchema>;
export type PackageFilesJson = v.InferOutput<typeof packageFilesSchema>;
export type PackageFileJson = v.InferOutput<typeof packageFileSchema>;
