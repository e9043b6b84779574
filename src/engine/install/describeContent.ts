import { chmod, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../errors.ts';
import { fileDigest } from '../hashedCopy.ts';
import { commandNames } from './commandName.ts';
import { findCandidates } from './contentFiles.ts';
import type { ContentFile } from './contentFiles.ts';
import { chooseExecutables, chosenExecutables } from './executables.ts';
import type { Candidate } from './executables.ts';
import type { InstallRequest, Tool } from './installed.ts';
import { toolOf } from './layout.ts';
import type { KeptExecutable } from './manifest.ts';
import { isSingleFile } from './placeContent.ts';

/** As many as a person can choose from. */
const MAX_ASKED = 50;

/**
 * The programs in unpacked content, chosen and proved to run here; makes them executable.
 * @throws EngineError `noExecutable`, `misfit`
 */
export async function describeExecutables(
  content: string,
  files: readonly ContentFile[],
  request: InstallRequest,
  recalled: readonly string[] | undefined,
): Promise<readonly KeptExecutable[]> {
  const { asset, machine, signal } = request;
  const tool = toolOf(asset, request.tool);
  const naming = { version: asset.version, tool: tool.name, isWholeAsset: isSingleFile(asset.name) };
  const candidates = await findCandidates(content, files, { machine, signal }, naming);
  signal?.throwIfAborted();
  const chosen = choose(candidates, request, recalled, (at) => commandNames([at], naming).get(at) ?? at);
  demandFit(chosen, request);
  const commands = commandNames(
    chosen.map((one) => one.path),
    naming,
  );
  const known = new Map(
    files.flatMap(({ path: at, sizeBytes, sha256 }) => (sha256 === undefined ? [] : [[at, { sizeBytes, sha256 }]])),
  );
  const executables: KeptExecutable[] = [];
  for (const { path: at, proof } of chosen) {
    const full = path.join(content, at);
    const { mode } = await stat(full);
    // Whoever may read it may run it. A clone of a blob is read-only as the blob is.
    await chmod(full, (mode & 0o777) | 0o700 | ((mode & 0o444) >> 2));
    const digest = known.get(at) ?? (await fileDigest(full, signal));
    executables.push({ command: commands.get(at) ?? at, path: at, proof, ...digest });
  }
  return executables;
}

function choose(
  candidates: readonly Candidate[],
  { asset, tool, executables }: InstallRequest,
  recalled: readonly string[] | undefined,
  commandOf: (at: string) => string,
): readonly Candidate[] {
  const chosen = chosenExecutables(candidates, executables ?? recalled ?? [], commandOf);
  if (chosen) return chosen;
  const choice = chooseExecutables(candidates, namesOf(toolOf(asset, tool)), commandOf);
  const [only] = choice.candidates;
  const isNoProgram = only?.header.kind === 'other' && only.proof.verdict === 'unknown';
  const isUnclear = choice.kind === 'ask' || executables !== undefined || isNoProgram;
  if (!isUnclear) return choice.candidates;
  const asked = (executables === undefined ? choice.candidates : candidates).slice(0, MAX_ASKED);
  const message = `installing ${asset.name}: which of ${candidates.length} files is the program is not clear`;
  throw new EngineError('noExecutable', message, { name: asset.name, candidates: asked.map((one) => one.path) });
}

/** What the program may be called. */
function namesOf(tool: Tool): readonly string[] {
  return [tool.name, toolOf(tool).name];
}

function demandFit(chosen: readonly Candidate[], { asset: { name }, allowMisfit }: InstallRequest): void {
  const misfit = chosen.find(({ proof }) => proof.verdict === 'misfit');
  if (!misfit || allowMisfit) return;
  const { reason } = misfit.proof;
  throw new EngineError('misfit', `installing ${name}: ${misfit.path} is ${reason}`, { name, reason });
}
