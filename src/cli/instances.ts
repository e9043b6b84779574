import { normaliseBase } from '../engine/index.ts';
import type { BaseProblem } from '../engine/index.ts';
import { usageError } from './cliError.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export const INSTANCES_VARIABLE = 'FORGEJO_ARTIFACTS_INSTANCES';
export const TOKEN_VARIABLE = 'FORGEJO_ARTIFACTS_TOKEN';

const PROBLEM_WORDS: Readonly<Record<BaseProblem, string>> = {
  notUrl: 'is not a web address; write it as https://git.example.org',
  scheme: 'must begin with https://',
  insecure: 'must begin with https://, because what is sent over plain http can be read on the way',
  userinfo: `must not hold a user name or a token; put the token into ${TOKEN_VARIABLE}`,
  query: 'must end with the path, without ? or #',
};

/**
 * The instances that the person who calls has named, normalised: by option, else by the environment. Nothing else is asked
 * and nothing else gets a token, whatever a workspace file says.
 *
 * @throws CliError `usage`, without the text, which may hold a token
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

/** `FORGEJO_ARTIFACTS_TOKEN_GIT_EXAMPLE_ORG`; a port belongs to the host. */
export function tokenVariable(instance: string): string {
  return `${TOKEN_VARIABLE}_${new URL(instance).host.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

/**
 * Tokens of the named instances. The plain variable is for the only one, so that no instance gets what is meant for another.
 *
 * @throws CliError `usage` where it cannot be told which instance a token is for
 */
export function tokensOf(instances: readonly string[], env: Environment): ReadonlyMap<string, string> {
  const plain = valueOf(env, TOKEN_VARIABLE);
  if (plain !== undefined && instances.length > 1) {
    const names = instances.map(tokenVariable).join(' and ');
    throw usageError(`${TOKEN_VARIABLE} is for one instance, and several are named. Set ${names} in its place.`);
  }
  const names = instances.map(tokenVariable);
  return new Map(
    instances.flatMap((instance): readonly (readonly [string, string])[] => {
      const name = tokenVariable(instance);
      const own = valueOf(env, name);
      if (own !== undefined && names.indexOf(name) !== names.lastIndexOf(name)) {
        throw usageError(`${name} could be for several of the named instances. Name one of them at a time.`);
      }
      const token = own ?? plain;
      return token === undefined ? [] : [[instance, token]];
    }),
  );
}

function valueOf(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}
