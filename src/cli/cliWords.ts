import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isEngineError } from '../engine/index.ts';
import type { EngineError, ErrorCode, ErrorFacts } from '../engine/index.ts';
import { changeSentence, kindPhrase } from '../words/changeWords.ts';
import { describeError } from '../words/describeError.ts';
import { archiveFault } from '../words/diskErrorWords.ts';
import { shellWord } from '../words/foreign.ts';
import { fitWords } from '../words/fitWords.ts';
import { count, enumerateFirst, formatSize, plain } from '../words/format.ts';
import { MOST_NAMED, availableSentence } from '../words/projectWords.ts';
import { TRUST_WORDS } from '../words/trustErrorWords.ts';
import { CliError, FileFailure } from './cliError.ts';
import { INSTANCES_VARIABLE } from './instances.ts';
import { OWN_NETWORK_WORDS } from './networkWords.ts';

type Words = { readonly [C in ErrorCode]?: (facts: Readonly<ErrorFacts[C]>) => string | undefined };

/** Messages that differ from the editor's, because the remedy differs. */
const OURS: Words = {
  ...OWN_NETWORK_WORDS,
  incomplete: ({ name, unlisted }) =>
    `${plain(name)} has ${count(unlisted, 'more file')} than can be listed, and the wanted file may be among them. If it is listed, name it with --asset.`,
  gone: ({ host, name }) => `${plain(name)} is no longer on ${host}; it was removed or replaced.`,
  misfit: ({ name, reasons }) =>
    `${plain(name, 80)} does not run on this machine (${fitWords(reasons)}), so it was not installed. Choose another file of this version with --asset.`,
  unknownInstance: ({ instance }) =>
    `${plain(instance)} is not one of the instances that you named, so it was not contacted. If you trust it, add --instance ${shellWord(plain(instance))} or put it into ${INSTANCES_VARIABLE}.`,
  hostNotAllowed: ({ host }) =>
    `This file is kept on another host, ${plain(host)}, which the instance does not control. If you trust it, add --allow-host ${shellWord(plain(host))}.`,
  noExecutable: ({ name, candidates, unknown = [] }) => {
    if (candidates.length === 0) return undefined;
    return unknown.length > 0
      ? `${plain(name, 80)} contains no program ${listed(unknown)}, so nothing was installed. Name one with --executable: ${listed(candidates)}.`
      : `Could not tell which file in ${plain(name, 80)} is the program, so nothing was installed. Name it with --executable: ${listed(candidates)}.`;
  },
  noPlatform: ({ tool, platform, available: names, pattern }) => {
    if (platform !== 'any') return undefined;
    const problem =
      pattern === undefined
        ? `No file of ${plain(tool)} fits any platform. Choose one`
        : `No file of ${plain(tool)} that matches ${plain(pattern, 80)} is for a known platform. Choose another`;
    const there = names.length > 0 ? `: ${listed(names)}` : '';
    return `${problem} with "add --asset", or with "asset" in forgejo-artifacts.json${there}.`;
  },
  integrity: (facts) =>
    `${TRUST_WORDS.integrity(facts).message} If trying again does not help, ask its publisher which file is right.`,
  untrusted: ({ name, require, kind }) =>
    `${plain(name, 80)} is not used: --require needs ${kindPhrase(require === 'any' ? 'none' : require)}, but ${kind === 'none' ? 'no evidence that counts was found. A signature counts only by a key that --trusted-key names' : `there is only ${kindPhrase(kind)}`}.`,
  tooLarge: ({ what, sizeBytes, limitBytes }) =>
    what === 'answer'
      ? undefined
      : `This file (${formatSize(sizeBytes)}) is larger than the limit of the command line's cache (${formatSize(limitBytes)}). This limit is fixed; in VS Code it is a setting.`,
  unsafeArchive: (facts) =>
    facts.rule.startsWith('too')
      ? `${plain(facts.name, 80)} was not unpacked: ${archiveFault(facts)}. The limits of the command line are fixed. If you trust its publisher, save the file with "download --output" and unpack it with another program.`
      : undefined,
  storage: ({ reason, path }) => {
    if (/^(?:EROFS|EACCES|EPERM)$/.test(reason))
      return `${path} cannot be written to (${reason}). Change its permissions, or name another cache directory with --cache.`;
    if (/^(?:ENOTDIR|EEXIST)$/.test(reason))
      return `A file is in the way at ${fileInTheWay(path)}. Move it, or name another cache directory with --cache.`;
    if (reason === 'ENOENT')
      return `${firstMissing(path)} does not exist and could not be created, or was removed a moment ago. Check the path, name another cache directory with --cache, or try again.`;
    return undefined;
  },
  changed: ({ name, changes }) =>
    `${plain(name, 80)} is not used. ${changes.map(changeSentence).join(' ')} To accept the change, install or download the file with --accept-change.`,
};

/** The nearest file above a path that cannot be entered, which the system does not name. */
function fileInTheWay(at: string): string {
  for (let one = at; ; one = dirname(one)) {
    const found = statSync(one, { throwIfNoEntry: false });
    if (found?.isFile()) return one;
    if (found || dirname(one) === one) return at;
  }
}

/** The first part of a path that does not exist. */
function firstMissing(at: string): string {
  const parent = dirname(at);
  return parent === at || statSync(parent, { throwIfNoEntry: false }) ? at : firstMissing(parent);
}

/** The failure and its remedy, in one or two sentences. */
export function messageOf(error: unknown): string {
  if (error instanceof CliError) return error.message;
  if (error instanceof FileFailure) return `${plain(error.file, 80)}: ${messageOf(error.error)}`;
  if (!isEngineError(error)) return describeError(error).message;
  const words = OURS[error.code] as ((facts: ErrorFacts[EngineError['code']]) => string | undefined) | undefined;
  return words?.(error.facts) ?? describeError(error).message;
}

/** The first names to choose from, each as typed on a command line. */
export function listed(names: readonly string[]): string {
  return enumerateFirst(names.slice(0, MOST_NAMED).map(typed), MOST_NAMED, names.length, 'or');
}

/** What there is, as one sentence if there is anything, each name as typed on a command line. */
export function available(names: readonly string[]): readonly string[] {
  return availableSentence(names, typed);
}

function typed(name: string): string {
  return shellWord(plain(name, 80));
}

/** A failure in JSON output. */
export interface ErrorJson {
  readonly code: string;
  readonly message: string;
  readonly facts?: object;
}

export function errorJson(error: unknown): ErrorJson {
  const message = messageOf(error);
  if (error instanceof FileFailure) return { ...errorJson(error.error), message };
  if (isEngineError(error)) return { code: error.code, message, facts: error.facts };
  if (error instanceof CliError) return { code: error.code, message, facts: error.facts };
  return { code: 'unexpected', message };
}
