import { FIT_REASONS, because } from '../fitReason.ts';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { ifThere, notUnderstood, replaceWith, writeNewFile } from '../disk.ts';
import { readLimited, readLimitedText } from '../limitedFile.ts';
import { countSchema, fileEntries, hex, sourceSchema } from '../storedSchemas.ts';
import { EVIDENCE_KINDS, EVIDENCE_RULES } from '../evidence.ts';
import type { Clock } from '../ports.ts';
import type { FitProof } from '../machine/fitProof.ts';
import type { InstalledAsset } from './installed.ts';

const MANIFEST = 'install.json';
const FILES = 'files.json';
const MODE = 0o644;

/** A path in the content; we never write one that could lead out. */
const insidePath = v.pipe(
  v.string(),
  v.check((text) => !/^\/|\\|^[a-z]:/i.test(text) && !text.split('/').includes('..')),
);

/** Version 0.1 stored a text in place of the reasons. A reason that only a newer version knows shows its names. */
const proofSchema = v.pipe(
  v.object({
    verdict: v.picklist(['runs', 'emulated', 'misfit', 'unknown']),
    reasons: v.optional(
      v.array(v.object({ say: v.fallback(v.picklist(FIT_REASONS), 'text'), names: v.array(v.string()) })),
    ),
    reason: v.optional(v.string()),
  }),
  v.transform(({ verdict, reasons, reason }): FitProof => {
    return { verdict, reasons: reasons ?? (reason === undefined ? [] : [because('text', reason)]) };
  }),
);

const programEntries = {
  command: v.pipe(v.string(), v.regex(/^[^/\\]+$/)),
  path: insidePath,
  sizeBytes: countSchema,
  sha256: hex(64),
  proof: proofSchema,
  /** The stamp of its file when it was last hashed, see `programStamp`. */
  stamp: v.optional(v.string()),
};
/** Fields from newer versions of the program survive a rewrite. */
const programSchema = v.looseObject(programEntries);
/** A linked command; a name that starts with a dot would not be found again. */
const executableSchema = v.looseObject({
  ...programEntries,
  command: v.pipe(v.string(), v.regex(/^[^./\\][^/\\]*$/)),
});

const assetSchema = v.pipe(
  v.object({
    ...fileEntries,
    sha256: hex(64),
    // A kind from another version of the program proves nothing here.
    evidence: v.fallback(v.picklist([...EVIDENCE_KINDS, 'locked']), 'none'),
    rules: v.exactOptional(v.number()),
  }),
  // By the first rules, the digest of a lock counted as a pin.
  v.transform(({ rules, evidence, ...asset }) => ({
    ...asset,
    evidence: rules === undefined && evidence === 'pin' ? ('none' as const) : evidence,
  })),
);

const address = v.pipe(
  v.string(),
  v.check((text) => URL.canParse(text)),
);

const factEntries = {
  layout: v.literal(1),
  tool: v.object({ instance: address, source: sourceSchema, name: v.string() }),
  asset: assetSchema,
  sizeBytes: countSchema,
  installedAt: v.pipe(v.number(), v.finite()),
};

const manifestSchema = v.pipe(
  v.object({
    ...factEntries,
    executables: v.array(executableSchema),
    others: v.optional(v.array(programSchema)),
    consents: v.optional(v.array(v.string())),
  }),
  v.check(({ executables, others = [] }) => executables.length + others.length > 0),
);

const filesSchema = v.array(v.strictTuple([insidePath, countSchema]));

/** A stored program: its path is relative to the content. */
export type StoredProgram = Readonly<v.InferOutput<v.ObjectSchema<typeof programEntries, undefined>>>;

/** Which programs of an install are commands. */
export interface StoredCommands {
  /** Commands while this version is in use. */
  readonly executables: readonly StoredProgram[];
  /** Other programs. Absent in manifests of older versions, which made all of them commands. */
  readonly others?: readonly StoredProgram[] | undefined;
  /** Commands that needed consent and got it. */
  readonly consents?: readonly string[] | undefined;
}

/** The stored description of an install. */
export interface Manifest
  extends StoredCommands, Readonly<v.InferOutput<v.ObjectSchema<typeof factEntries, undefined>>> {}

/** The stored part of an asset, which may have more fields. */
export function assetFacts(asset: InstalledAsset): InstalledAsset {
  const { instance, source, version, name, upstreamId, sha256, evidence } = asset;
  return { instance, source, version, name, upstreamId, sha256, evidence };
}

/** All programs of an install, commands first. */
export function programsOf({ executables, others = [] }: StoredCommands): readonly StoredProgram[] {
  return [...executables, ...others];
}

/** Paths in the content and their sizes. */
export type StoredFiles = readonly (readonly [path: string, sizeBytes: number])[];

/**
 * `undefined` if there is none: then nothing is installed there.
 * @throws EngineError `storage` if it is damaged, or if a newer version of the program wrote it
 */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const file = manifestPath(directory);
  const manifest = await readJson(file, manifestSchema);
  if (!manifest && (await ifThere(() => lstat(file)))) throw notUnderstood(file);
  return manifest;
}

export async function readFiles(directory: string): Promise<StoredFiles | undefined> {
  return readJson(path.join(directory, FILES), filesSchema);
}

/** Creates a new file, synced to disk. */
export async function writeManifest(file: string, manifest: Manifest): Promise<void> {
  await writeNewFile(file, toText(manifest), MODE);
}

function toText({ asset, ...rest }: Partial<Manifest>, stored: object = {}): string {
  const judged = asset && { asset: { ...asset, rules: EVIDENCE_RULES } };
  return `${JSON.stringify({ ...stored, ...rest, ...judged }, undefined, 2)}\n`;
}

/** Changes parts of a manifest, in one step; all other fields are kept, whoever wrote them. */
export async function changeManifest(
  directory: string,
  change: Partial<Pick<Manifest, 'asset' | keyof StoredCommands>>,
  clock: Clock,
): Promise<void> {
  const stored = JSON.parse((await readLimitedText(manifestPath(directory), MAX_BYTES)) ?? '') as object;
  await replaceWith(manifestPath(directory), clock, (temporary) =>
    writeNewFile(temporary, toText(change, stored), MODE),
  );
}

export async function writeFiles(directory: string, files: StoredFiles): Promise<void> {
  await writeNewFile(path.join(directory, FILES), JSON.stringify(files), MODE);
}

/** The manifest's path: a directory without one is not an install. */
export function manifestPath(directory: string): string {
  return path.join(directory, MANIFEST);
}

/** The list for an archive of 50,000 files with long paths has about 15 MB, and a setting allows larger archives. */
const MAX_BYTES = 256 * 1024 * 1024;

async function readJson<T>(file: string, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
  const found = await readLimited(file, MAX_BYTES);
  if (!found?.ok) return undefined;
  try {
    const parsed = v.safeParse(schema, JSON.parse(found.bytes.toString('utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
