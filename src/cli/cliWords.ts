import { isEngineError } from '../engine/index.ts';
import type { EngineError, ErrorCode, ErrorFacts } from '../engine/index.ts';
import { changeSentence, kindPhrase } from '../words/changeWords.ts';
import { describeError } from '../words/describeError.ts';
import { archiveFault } from '../words/diskErrorWords.ts';
import { shellWord } from '../words/foreign.ts';
import { enumerate, formatSize, plain } from '../words/format.ts';
import { CliError } from './cliError.ts';
import { INSTANCES_VARIABLE, TOKEN_VARIABLE } from './instances.ts';

/** The reason of `network` errors in offline mode. */
export const OFFLINE_REASON = 'OFFLINE';

type Words = { readonly [C in ErrorCode]?: (facts: Readonly<ErrorFacts[C]>) => string | undefined };

/** Messages that differ from the editor's, because the remedy differs. */
const OURS: Words = {
  network: ({ host, reason = '' }) => {
    if (reason === OFFLINE_REASON)
      return `It is not on this machine, and ${host} was not contacted because of --offline.`;
    const isUntrusted = /SELF_SIGNED|UNABLE_TO|CERT_UNTRUSTED/.test(reason);
    return isUntrusted
      ? `The certificate of ${host} is not trusted (${reason}). If your organization has its own certificate authority, name its file in NODE_EXTRA_CA_CERTS.`
      : undefined;
  },
  unknownInstance: ({ instance }) =>
    `${plain(instance)} is not one of the instances that you named, so it was not contacted. If you trust it, add --instance ${shellWord(plain(instance))} or put it into ${INSTANCES_VARIABLE}.`,
  needsConsent: ({ host }) =>
    `This file is kept on another host, ${plain(host)}, which the instance does not control. If you trust it, add --allow-host ${shellWord(plain(host))}.`,
  noExecutable: ({ name, candidates }) =>
    candidates.length > 0
      ? `Could not tell which file in ${plain(name, 80)} is the program, so nothing was installed. Name it with --executable: ${listed(candidates)}.`
      : undefined,
  untrusted: ({ name, require, kind }) =>
    `${plain(name, 80)} is not used: --require needs ${kindPhrase(require === 'any' ? 'none' : require)}, but there is ${kind === 'none' ? '' : 'only '}${kindPhrase(kind)}.`,
  tooLarge: ({ what, sizeBytes, limitBytes }) =>
    what === 'answer'
      ? undefined
      : `This file (${formatSize(sizeBytes)}) is larger than the cache of the command line may become (${formatSize(limitBytes)}). Download it in the editor, where a setting raises the limit.`,
  unsafeArchive: (facts) =>
    facts.rule.startsWith('too')
      ? `${plain(facts.name, 80)} was not unpacked: ${archiveFault(facts)}. The limits of the command line are fixed. If you trust its publisher, save the file with "download --output" and unpack it with another program.`
      : undefined,
  storage: ({ reason, path }) => {
    if (/^(?:EROFS|EACCES|EPERM)$/.test(reason))
      return `${path} cannot be written to (${reason}). Change its permissions, or name another cache directory with --cache.`;
    if (/^(?:ENOTDIR|EEXIST)$/.test(reason))
      return `A file is in the way at ${path}. Move it, or name another cache directory with --cache.`;
    return undefined;
  },
  changed: ({ name, changes }) =>
    `${plain(name, 80)} has changed. ${changes.map(changeSentence).join(' ')} To accept the change, use "install --accept-change".`,
};

/** The failure and its remedy, in one or two sentences. */
export function messageOf(error: unknown): string {
  if (error instanceof CliError) return error.message;
  const { message, remedy } = describeError(error);
  if (!isEngineError(error)) return message;
  const words = OURS[error.code] as ((facts: ErrorFacts[EngineError['code']]) => string | undefined) | undefined;
  const ours = words?.(error.facts);
  if (ours !== undefined) return ours;
  return remedy === 'signIn' ? `${message} The token comes from ${TOKEN_VARIABLE}.` : message;
}

/** At most eight names, each as typed on a command line. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => shellWord(plain(name, 80)));
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : enumerate(shown, 'or');
}

/** A failure in JSON output. */
export interface ErrorJson {
  readonly code: string;
  readonly message: string;
  readonly facts?: object;
}

export function errorJson(error: unknown): ErrorJson {
  const message = messageOf(error);
  if (isEngineError(error)) return { code: error.code, message, facts: error.facts };
  if (error instanceof CliError) return { code: error.code, message, facts: error.facts };
  return { code: 'unexpected', message };
}
