import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileDigest, isEngineError, safeFileName, saveNew, saveOver } from '../engine/index.ts';
import type { CachedAsset, CopyTo, Engine } from '../engine/index.ts';
import { plain } from '../words/format.ts';
import { CliError } from './cliError.ts';

/**
 * Copies a file to `output`: under its own name, made safe, into an existing directory, or as exactly that file. Only an
 * explicitly named file is overwritten, because the server chose the other name.
 *
 * @returns the path; a file with the same bytes is left alone
 * @throws CliError `exists`, `notSaved`; EngineError `integrity`; the signal's reason
 */
export async function saveFile(
  found: CachedAsset,
  output: string | undefined,
  { engine, signal }: { readonly engine: Pick<Engine, 'cache'>; readonly signal: AbortSignal },
): Promise<string> {
  const copyTo: CopyTo = (to) => engine.cache.copyTo(found, to, signal);
  const directory = output === undefined ? process.cwd() : (await isDirectory(output)) ? output : undefined;
  const to = directory === undefined ? (output ?? '') : path.join(directory, safeFileName(found.record.name));
  try {
    await (directory === undefined ? saveOver(copyTo, to) : saveNew(copyTo, to));
  } catch (error) {
    signal.throwIfAborted();
    if (isEngineError(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw notSaved(to, code ?? String(error));
    if (!(await hasBytes(to, found.record.sha256))) throw exists(to);
  }
  return to;
}

async function isDirectory(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found?.isDirectory() === true;
}

async function hasBytes(file: string, sha256: string): Promise<boolean> {
  const digest = await fileDigest(file).catch(() => undefined);
  return digest?.sha256 === sha256;
}

function exists(file: string): CliError {
  return new CliError(
    'exists',
    `${plain(file)} already exists with different content. Choose another path with --output.`,
    {
      path: file,
    },
  );
}

function notSaved(file: string, reason: string): CliError {
  const isMissing = reason === 'ENOENT';
  const message = isMissing
    ? `There is no directory ${plain(path.dirname(file))}.`
    : `${plain(file)} could not be written (${reason}).`;
  return new CliError('notSaved', message, { path: file, reason });
}
