import { normaliseBase } from '../engine/index.ts';
import type { BaseProblem } from '../engine/index.ts';
import { BASE_PROBLEM_WORDS } from '../words/addressWords.ts';
import { usageError } from './cliError.ts';
import type { CliError } from './cliError.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const INSTANCES_VARIABLE = 'FORGEJO_ARTIFACTS_INSTANCES';
export const TOKEN_VARIABLE = 'FORGEJO_ARTIFACTS_TOKEN';

const PROBLEM_WORDS: Readonly<Record<BaseProblem, string>> = {
  ...BASE_PROBLEM_WORDS,
  userinfo: `must not contain a user name or a token; put the token into ${TOKEN_VARIABLE}`,
};

/**
 * The instances that the caller named, normalised: by option, else by the environment. No others are contacted or get a
 * token, whatever a workspace file says.
 *
 * @throws CliError `usage`, without the text, which may contain a token
 */
export function namedInstances(given: readonly string[], env: Environment): readonly string[] {
  const texts = given.length > 0 ? given : (env[INSTANCES_VARIABLE] ?? '').split(/[\s,]+/).filter(Boolean);
  return [...new Set(texts.map(toBase))];
}

function toBase(text: string): string {
  const base = normaliseBase(text);
  if (!base.ok) throw usageError(`An instance ${PROBLEM_WORDS[base.reason]}.`);
  return base.value;
}

/**
 * `FORGEJO_ARTIFACTS_TOKEN_GIT_EXAMPLE_ORG` for `https://git.example.org/`: `_` stands for a dot, `__` for a dash of the
 * host, and `___` with two hex digits for any other character, including those of a port, a path and `http:`. No two
 * instances share a variable, because a host has no empty label and none that begins or ends with a dash.
 */
export function tokenVariable(instance: string, variable = TOKEN_VARIABLE): string {
  const { protocol, hostname, port, pathname } = new URL(instance);
  const path = pathname.replace(/\/$/, '');
  const scheme = protocol === 'https:' ? '' : escaped(`${protocol}//`, /[^a-z\d]/g).toUpperCase();
  const host = escaped(hostname.replaceAll('.', '_').replaceAll('-', '__'), /[^a-z\d_]/g).toUpperCase();
  const rest = escaped(`${port === '' ? '' : `:${port}`}${path}`, /[^a-z\d]/g).toUpperCase();
  return `${variable}_${scheme}${host}${rest}`;
}

function escaped(text: string, others: RegExp): string {
  return text.replace(others, (character) => {
    return [...Buffer.from(character)].map((byte) => `___${byte.toString(16).padStart(2, '0')}`).join('');
  });
}

/**
 * The tokens of the named instances. The plain variable is for a single one, see `ownerOf`.
 *
 * @throws CliError `usage` if the instance of a token is ambiguous
 */
export function tokensOf(instances: readonly string[], env: Environment): ReadonlyMap<string, string> {
  const plain = valueOf(env, TOKEN_VARIABLE);
  const owner = plain === undefined ? undefined : ownerOf(namedInstances([], env), instances, ambiguous);
  return new Map(
    instances.flatMap((instance): readonly (readonly [string, string])[] => {
      const token = valueOf(env, tokenVariable(instance)) ?? (instance === owner ? plain : undefined);
      return token === undefined ? [] : [[instance, token]];
    }),
  );
}

function ambiguous(instances: readonly string[]): CliError {
  const names = instances.map((instance) => tokenVariable(instance)).join(' and ');
  return usageError(`${TOKEN_VARIABLE} is for a single instance, but several are named. Set ${names} instead.`);
}

/**
 * Whom a secret in a variable without a host is for: the only one that the environment names, because it has the secret too,
 * or else the only one that the options name. An option never sends it to another.
 *
 * @throws what `ambiguous` returns if there are several
 */
export function ownerOf(
  inEnvironment: readonly string[],
  given: readonly string[],
  ambiguous: (owners: readonly string[]) => CliError,
): string | undefined {
  const owners = inEnvironment.length > 0 ? inEnvironment : given;
  if (owners.length > 1) throw ambiguous(owners);
  return owners[0];
}

/** An empty variable counts as unset. */
export function valueOf(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}
