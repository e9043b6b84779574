import { chmod, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../errors.ts';
import { fileDigest } from '../hashedCopy.ts';
import { commandName, commandNames, isCalledAs, namingContext } from './commandName.ts';
import type { NamingContext } from './commandName.ts';
import { findCandidates } from './contentFiles.ts';
import type { ContentFile } from './contentFiles.ts';
import { chooseExecutables, chosenExecutables } from './executables.ts';
import type { ProgramCandidate } from './executables.ts';
import { inTurns } from './inBatches.ts';
import type { InstallRequest } from './installed.ts';
import { namesOf, toolOf } from './installLayout.ts';
import type { StoredProgram } from './manifest.ts';
import { isSingleFile } from './singleFile.ts';
import { programStamp } from './programStamps.ts';

/** The number of programs that a person can choose from. */
const MAX_ASKED = 50;

/** The programs of an install, and why each was chosen: this call, an earlier choice, or neither. */
export interface Programs {
  readonly all: readonly StoredProgram[];
  readonly chosen: 'now' | 'before' | undefined;
}

/**
 * Chooses the programs in unpacked content, proves that they run here, and makes them executable.
 * @throws EngineError `noExecutable`, `misfit`
 */
export async function describeExecutables(
  content: string,
  files: readonly ContentFile[],
  request: InstallRequest,
  recalled: readonly string[] | undefined,
): Promise<Programs> {
  const { asset, machine, signal } = request;
  const names = namesOf(toolOf(asset, request.tool));
  const naming = namingContext({ version: asset.version, names, isWholeAsset: isSingleFile(asset.name) });
  const candidates = await findCandidates(content, files, { machine, naming, signal });
  const { found, chosen } = await choose(candidates, request, recalled, naming);
  assertFit(found, request);
  const paths = found.map((one) => one.path);
  const commands = await commandNames(paths, naming, signal);
  const known = new Map(files.map((file) => [file.path, file.sha256]));
  const all: StoredProgram[] = [];
  for (const { path: at, proof } of found) {
    const full = path.join(content, at);
    const { mode, size: sizeBytes } = await stat(full);
    // Whoever may read it may run it. A clone of a blob is as read-only as the blob.
    await chmod(full, (mode & 0o777) | 0o700 | ((mode & 0o444) >> 2));
    // Stamped before reading, so that any later change shows.
    const stamp = await programStamp(full);
    const sha256 = known.get(at) ?? (await fileDigest(full, signal)).sha256;
    all.push({ command: commands.get(at) ?? at, path: at, proof, sizeBytes, sha256, stamp });
  }
  return { all, chosen };
}

interface Chosen extends Pick<Programs, 'chosen'> {
  readonly found: readonly ProgramCandidate[];
}

async function choose(
  candidates: readonly ProgramCandidate[],
  { asset, executables, signal }: InstallRequest,
  recalled: readonly string[] | undefined,
  naming: NamingContext,
): Promise<Chosen> {
  const wanted = executables ?? recalled;
  let unknown: readonly string[] | undefined;
  if (wanted) {
    const named = await inTurns(candidates, (one) => [one.path, commandName(one.path, naming)] as const, signal);
    const commands = new Map(named);
    const find = (names: readonly string[]) => chosenExecutables(candidates, names, (at) => commands.get(at) ?? at);
    const found = find(wanted);
    if (found) return { found, chosen: executables ? 'now' : 'before' };
    unknown = executables?.filter((name) => !find([name]));
  }
  const called = await inTurns(candidates, ({ path: at }) => (isCalledAs(at, naming) ? [at] : []), signal);
  const own = new Set(called.flat());
  const choice = chooseExecutables(candidates, (at) => own.has(at));
  const [only] = choice.candidates;
  const isNoProgram = only?.header.kind === 'other' && only.proof.verdict === 'unknown';
  const isUnclear = choice.kind === 'ask' || executables !== undefined || isNoProgram;
  if (!isUnclear) return { found: choice.candidates, chosen: undefined };
  const asked = (executables === undefined ? choice.candidates : candidates).slice(0, MAX_ASKED);
  const message = `installing ${asset.name}: which of ${candidates.length} files is the program is not clear`;
  throw new EngineError('noExecutable', message, {
    name: asset.name,
    candidates: asked.map((one) => one.path),
    ...(unknown && { unknown }),
  });
}

function assertFit(chosen: readonly ProgramCandidate[], { asset: { name }, allowMisfit }: InstallRequest): void {
  const misfit = chosen.find(({ proof }) => proof.verdict === 'misfit');
  if (!misfit || allowMisfit) return;
  const { reasons } = misfit.proof;
  const why = reasons.map(({ say, names }) => [say, ...names].join(' ')).join(', ');
  throw new EngineError('misfit', `installing ${name}: ${misfit.path} does not run here (${why})`, { name, reasons });
}
