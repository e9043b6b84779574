import { hash } from 'node:crypto';
import path from 'node:path';
import * as v from 'valibot';
import type { CommandOffer } from '../commandOffers.ts';
import { notUnderstood, writeNewFile } from '../disk.ts';
import type { ErrorCode } from '../errors.ts';
import { isCommandName } from '../install/commandName.ts';
import type { Tool } from '../install/installed.ts';
import { hex, sourceSchema } from '../storedSchemas.ts';
import { readLimitedText } from '../limitedFile.ts';
import { sourceKey } from '../model.ts';
import { parseJson } from '../parseJson.ts';
import type { PlannedFile } from '../project/planRestore.ts';

export const RECORD = 'environment.json';
const LAYOUT = 1;

/** Larger than any record: a lock has at most 1 MiB, and the number of listed programs is limited for each tool. */
const MAX_BYTES = 64 * 1024 * 1024;

const commandSchema = v.pipe(v.string(), v.check(isCommandName));

const reasonSchema = v.variant('why', [
  v.object({ why: v.picklist(['further', 'new', 'shell']) }),
  v.object({ why: v.literal('onPath'), path: v.string() }),
  v.object({ why: v.literal('taken'), by: v.exactOptional(v.string()) }),
  v.object({ why: v.literal('claimed'), by: v.string() }),
]);

/** Reasons of newer versions of the program are left out. */
const reasonsSchema = v.pipe(
  v.array(v.unknown()),
  v.transform((all) => all.flatMap((one) => (v.is(reasonSchema, one) ? [one] : []))),
);

const toolSchema = v.looseObject({
  name: v.string(),
  instance: v.string(),
  source: sourceSchema,
  version: v.string(),
  sha256: hex(64),
  locked: v.string(),
  commands: v.array(commandSchema),
  left: v.array(v.object({ command: commandSchema, isOwn: v.boolean(), reasons: reasonsSchema })),
});

/** Failures that say something about a file. All others only keep it from being checked now. */
const REFUSALS = [
  'integrity',
  'untrusted',
  'evidenceNotExported',
  'changed',
  'lockMismatch',
  'unsafeArchive',
  'misfit',
  'noExecutable',
] as const satisfies readonly ErrorCode[];

/** The code of the error by which a file was refused. */
export type RefusalCode = (typeof REFUSALS)[number];

export function isRefusalCode(code: string): code is RefusalCode {
  return (REFUSALS as readonly string[]).includes(code);
}

const answersSchema = v.array(
  v.looseObject({ tool: v.string(), command: v.string(), answer: v.picklist(['yes', 'no']) }),
);

const withheldSchema = v.array(
  v.looseObject({
    name: v.string(),
    instance: v.string(),
    source: sourceSchema,
    version: v.string(),
    sha256: hex(64),
    isRefused: v.optional(v.boolean(), false),
    refusal: v.fallback(v.optional(v.picklist(REFUSALS)), undefined),
  }),
);

/** Fields of newer versions of the program survive a rewrite. */
const recordSchema = v.looseObject({
  layout: v.literal(LAYOUT),
  folder: v.string(),
  tools: v.array(toolSchema),
  answers: answersSchema,
  withheld: v.optional(withheldSchema, []),
});

/** The facts that tell which install is meant. */
export interface InstallFacts extends Tool {
  readonly version: string;
  readonly sha256: string;
}

/** An install that a folder does not use, see `Verdict`. */
export interface WithheldInstall extends InstallFacts {
  /** Whether its file was refused for the folder. If not, it has yet to be checked for it. */
  readonly isRefused: boolean;
  /** Why it was refused. `undefined` if another version of the program recorded it and this one does not know its reason. */
  readonly refusal?: RefusalCode | undefined;
}

/** A tool in an environment. The install that its commands lead to follows from these facts. */
export interface LinkedTool extends InstallFacts {
  /** Identifies the locked facts that it was built from, see `lockedDigest`. */
  readonly locked: string;
  readonly commands: readonly string[];
  /** Programs that are not commands, because consent is missing or an earlier tool of the lock has the name; `notLinked` elsewhere. */
  readonly left: readonly CommandOffer[];
}

/** The user's answer to whether a tool may have a command in one folder. */
export interface KeptAnswer {
  /** See `toolKey`. */
  readonly tool: string;
  readonly command: string;
  readonly answer: 'yes' | 'no';
}

/** Describes a generation. Its links say what its commands run. */
export interface EnvironmentRecord {
  readonly folder: string;
  /** The tools in the order of the lock. */
  readonly tools: readonly LinkedTool[];
  readonly answers: readonly KeptAnswer[];
  readonly withheld: readonly WithheldInstall[];
}

/** @throws EngineError `storage` if it is missing or damaged, or if a newer version of the program wrote it */
export async function readRecord(generation: string): Promise<EnvironmentRecord> {
  const file = path.join(generation, RECORD);
  const parsed = v.safeParse(recordSchema, parseJson((await readLimitedText(file, MAX_BYTES)) ?? ''));
  if (!parsed.success) throw notUnderstood(file);
  return parsed.output as EnvironmentRecord;
}

/** Creates a new file, synced to disk. */
export async function writeRecord(generation: string, record: EnvironmentRecord): Promise<void> {
  const text = `${JSON.stringify({ layout: LAYOUT, ...record }, undefined, 2)}\n`;
  await writeNewFile(path.join(generation, RECORD), text, 0o600);
}

/** A key that is the same for all versions of a tool. */
export function toolKey({ instance, source, name }: Tool): string {
  return JSON.stringify([sourceKey(instance, source), name.toLowerCase()]);
}

/** Changes with everything in a lock that decides what a tool's commands run on this machine. */
export function lockedDigest({ name, tool, asset, locked }: PlannedFile): string {
  const { instance, source, version, executables = null } = tool;
  return hash(
    'sha256',
    JSON.stringify([toolKey({ instance, source, name }), version, asset.name, locked.sha256, executables]),
  );
}
