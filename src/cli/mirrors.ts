import { authorizationOf, parseMirror } from '../engine/index.ts';
import type { MirrorAddress, MirrorPorts } from '../engine/index.ts';
import { mirrorProblem, mirrorSkippedSentence } from '../words/mirrorWords.ts';
import { usageError } from './cliError.ts';
import type { CliError } from './cliError.ts';
import { messageOf } from './cliWords.ts';
import { ownerOf, tokenVariable, valueOf } from './instances.ts';
import type { Environment } from './instances.ts';

const MIRRORS_VARIABLE = 'FORGEJO_ARTIFACTS_MIRROR';
const MIRROR_TOKEN_VARIABLE = 'FORGEJO_ARTIFACTS_MIRROR_TOKEN';

/**
 * The mirrors that the caller named, in order: by option, else by the environment.
 * @throws CliError `usage`, without the text, which may contain a password
 */
export function namedMirrors(given: readonly string[], env: Environment): readonly MirrorAddress[] {
  const texts = given.length > 0 ? given : (env[MIRRORS_VARIABLE] ?? '').split(/[\s,]+/).filter(Boolean);
  return texts.map((text) => {
    const parsed = parseMirror(text);
    if (!parsed.ok) throw usageError(`A mirror ${mirrorProblem(parsed.reason)}.`);
    return parsed.value;
  });
}

/** @throws CliError `usage` if there is no mirror to upload to */
export function assertMirrors(mirrors: readonly MirrorAddress[]): void {
  if (mirrors.length === 0) throw usageError(`Name a mirror with --mirror or ${MIRRORS_VARIABLE}.`);
}

interface MirrorUse {
  readonly mirrors: readonly MirrorAddress[];
  readonly only: boolean;
}

/** @throws CliError `usage` if the mirror of a credential is ambiguous, or no header can carry it */
export function mirrorPorts({ mirrors, only }: MirrorUse, env: Environment, say: (line: string) => void): MirrorPorts {
  const credentials = credentialsOf(mirrors, env);
  return {
    list: () => mirrors,
    authorization: ({ home }) => Promise.resolve(credentials.get(home)),
    only: () => only,
    onSkipped: (mirror, error) => say(mirrorSkippedSentence(mirror, error, messageOf)),
  };
}

/**
 * The credentials by the home of their mirror. The plain variable is for a single one, see `ownerOf`: no mirror gets
 * another's, not even on the same host.
 */
function credentialsOf(mirrors: readonly MirrorAddress[], env: Environment): ReadonlyMap<string, string> {
  const plain = MIRROR_TOKEN_VARIABLE;
  const homes = homesOf(mirrors);
  const owner =
    valueOf(env, plain) === undefined ? undefined : ownerOf(homesOf(namedMirrors([], env)), homes, ambiguous);
  return new Map(
    homes.flatMap((home): readonly (readonly [string, string])[] => {
      const own = variableOf(home);
      const variable = valueOf(env, own) === undefined && home === owner ? plain : own;
      const secret = valueOf(env, variable);
      if (secret === undefined) return [];
      const header = authorizationOf(secret);
      if (header === undefined) throw usageError(`${variable} contains neither a token nor user:password.`);
      return [[home, header]];
    }),
  );
}

function homesOf(mirrors: readonly MirrorAddress[]): readonly string[] {
  return [...new Set(mirrors.filter(({ kind }) => kind === 'http').map(({ home }) => home))];
}

function ambiguous(homes: readonly string[]): CliError {
  const names = homes.map(variableOf).join(' and ');
  return usageError(`${MIRROR_TOKEN_VARIABLE} is for a single mirror, but several are named. Set ${names} instead.`);
}

function variableOf(home: string): string {
  return tokenVariable(home, MIRROR_TOKEN_VARIABLE);
}
