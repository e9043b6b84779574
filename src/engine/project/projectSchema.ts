import * as v from 'valibot';
import { normaliseBase } from '../forgejo/urls.ts';
import type { ArtifactSource } from '../model.ts';
import { safeFileName } from '../safeName.ts';
import { parseAge } from '../age.ts';
import { dictionary } from './dictionary.ts';
import { PLATFORMS, PLATFORM_KEYS } from './platforms.ts';
import type { PlatformKey } from './platforms.ts';

/** `media/schemas/forgejo-artifacts.schema.json` says the same for editors; a test holds the two together. Messages are `ProjectRule`s. */

/** The tools of a lock mostly have one instance, so that its address need not be taken apart for each. */
let last: { readonly text: string; readonly base: ReturnType<typeof normaliseBase> } | undefined;

function baseOf(text: string): ReturnType<typeof normaliseBase> {
  if (last?.text !== text) last = { text, base: normaliseBase(text) };
  return last.base;
}

export const instanceSchema = v.pipe(
  v.string('instance'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const base = baseOf(dataset.value);
    if (base.ok) return base.value;
    addIssue({ message: 'instance' });
    return NEVER;
  }),
);

/** `owner/name`. */
const PLACE = /^[^/\s]+\/[^/\s]+$/;
const placeSchema = v.pipe(v.string('source'), v.regex(PLACE, 'source'), v.maxLength(300, 'source'));

/** One line without spaces at its ends. */
const lineOf = (rule: string) =>
  v.pipe(v.string(rule), v.regex(/^(?! )[^\p{Cc}]+(?<! )$/u, rule), v.maxLength(255, rule));

const patternSchema = lineOf('pattern');
const patternsSchema = v.pipe(
  dictionary(v.picklist(PLATFORM_KEYS, 'platform'), patternSchema, 'pattern'),
  v.check((patterns) => patterns.size > 0, 'pattern'),
  v.transform((patterns): Readonly<Partial<Record<PlatformKey, string>>> => Object.fromEntries(patterns)),
);
export const assetPatternSchema = v.lazy((asset) => (typeof asset === 'string' ? patternSchema : patternsSchema));

const executableSchema = v.pipe(
  lineOf('executables'),
  v.check((name) => safeFileName(name) === name, 'executables'),
);
export const executablesSchema = v.pipe(v.array(executableSchema, 'executables'), v.minLength(1, 'executables'));

/** Where a tool comes from, in the project file and in the lock. */
export const sourceEntries = {
  release: v.optional(placeSchema),
  package: v.optional(placeSchema),
};

const toolSchema = v.strictObject({
  instance: v.optional(instanceSchema),
  ...sourceEntries,
  version: lineOf('version'),
  asset: v.optional(assetPatternSchema),
  executables: v.optional(executablesSchema),
});

const platformSchema = v.picklist(PLATFORMS, 'platform');
/** Each once, in their usual order. */
export const platformsSchema = v.pipe(
  v.array(platformSchema, 'platforms'),
  v.minLength(1, 'platforms'),
  v.transform((all) => PLATFORMS.filter((platform) => all.includes(platform))),
);

const ageSchema = v.pipe(
  v.string('minimumAge'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const ageMs = parseAge(dataset.value);
    if (ageMs !== undefined) return ageMs;
    addIssue({ message: 'minimumAge' });
    return NEVER;
  }),
);

export const projectSchema = v.strictObject({
  instance: v.optional(instanceSchema),
  minimumAge: v.optional(ageSchema),
  platforms: v.optional(platformsSchema),
  tools: dictionary(v.string(), toolSchema, 'object'),
});

export type ToolFields = v.InferOutput<typeof toolSchema>;

/** The source of a tool that names exactly one. */
export function toSource(fields: {
  readonly release?: string | undefined;
  readonly package?: string | undefined;
}): ArtifactSource | 'missingKey' | 'twoSources' {
  const { release, package: packageName } = fields;
  if (release !== undefined && packageName !== undefined) return 'twoSources';
  const [owner = '', name = ''] = (release ?? packageName ?? '').split('/');
  if (owner === '') return 'missingKey';
  return release === undefined
    ? { kind: 'genericPackage', owner, package: name }
    : { kind: 'release', owner, repo: name };
}

/** A source as both files spell it. */
export function sourceFields(source: ArtifactSource): { readonly release: string } | { readonly package: string } {
  return source.kind === 'release'
    ? { release: `${source.owner}/${source.repo}` }
    : { package: `${source.owner}/${source.package}` };
}
