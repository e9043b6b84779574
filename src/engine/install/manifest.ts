import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { ifThere } from '../disk.ts';
import { count, hex, sourceSchema } from '../keptSchemas.ts';
import { EVIDENCE_KINDS, EVIDENCE_RULES } from '../evidence.ts';

const MANIFEST = 'install.json';
const FILES = 'files.json';

/** A path in the content: one that could lead out was not written by us. */
const insidePath = v.pipe(
  v.string(),
  v.check((text) => !/^\/|\\|^[a-z]:/i.test(text) && !text.split('/').includes('..')),
);

const executableSchema = v.object({
  command: v.pipe(v.string(), v.regex(/^[^./\\][^/\\]*$/)),
  path: insidePath,
  sizeBytes: count,
  sha256: hex(64),
  proof: v.object({ verdict: v.picklist(['runs', 'emulated', 'misfit', 'unknown']), reason: v.string() }),
});

const assetSchema = v.pipe(
  v.object({
    instance: v.string(),
    source: sourceSchema,
    version: v.string(),
    name: v.string(),
    upstreamId: v.string(),
    sha256: hex(64),
    // A kind of another version of the program vouches for nothing here.
    evidence: v.fallback(v.picklist(EVIDENCE_KINDS), 'none'),
    rules: v.exactOptional(v.number()),
  }),
  // By the first rules, the digest of a lock counted as a pin.
  v.transform(({ rules, evidence, ...asset }) => ({
    ...asset,
    evidence: rules === undefined && evidence === 'pin' ? ('none' as const) : evidence,
  })),
);

const manifestSchema = v.object({
  layout: v.literal(1),
  tool: v.object({ instance: v.string(), source: sourceSchema, name: v.string() }),
  asset: assetSchema,
  executables: v.pipe(v.array(executableSchema), v.minLength(1)),
  sizeBytes: count,
  installedAt: v.pipe(v.number(), v.finite()),
});

const filesSchema = v.array(v.strictTuple([insidePath, count]));

/** What an install is, as it is kept in it. */
export interface Manifest extends Readonly<Omit<v.InferOutput<typeof manifestSchema>, 'executables'>> {
  readonly executables: readonly KeptExecutable[];
}
/** An executable as it is kept: its path is relative to the content. */
export type KeptExecutable = Readonly<v.InferOutput<typeof executableSchema>>;
/** Paths in the content and their sizes. */
export type KeptFiles = readonly (readonly [path: string, sizeBytes: number])[];

/** `undefined` where there is none, or what is there is none: then nothing is installed there. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  return readJson(manifestPath(directory), manifestSchema);
}

export async function readFiles(directory: string): Promise<KeptFiles | undefined> {
  return readJson(path.join(directory, FILES), filesSchema);
}

/** Makes a new file, synced to disk. */
export async function writeManifest(file: string, manifest: Manifest): Promise<void> {
  const kept = { ...manifest, asset: { ...manifest.asset, rules: EVIDENCE_RULES } };
  await writeSynced(file, `${JSON.stringify(kept, undefined, 2)}\n`);
}

export async function writeFiles(directory: string, files: KeptFiles): Promise<void> {
  await writeSynced(path.join(directory, FILES), JSON.stringify(files));
}

/** The manifest's path: without it a directory is no install. */
export function manifestPath(directory: string): string {
  return path.join(directory, MANIFEST);
}

async function readJson<T>(file: string, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
  const text = await ifThere(() => readFile(file, 'utf8'));
  if (text === undefined) return undefined;
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o644);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
