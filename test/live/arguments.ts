import { parseArgs } from 'node:util';
import { normaliseBase } from '../../src/engine/index.ts';

export const USAGE = `usage: npm run live -- --url <base> [--token-env NAME] [--json]

Checks this program against a Forgejo or Gitea instance. Reads only.
  --url        address of the instance, sub-path included
  --token-env  name of the environment variable that holds a token with read scopes
  --json       one JSON document in place of the table`;

export interface LiveArguments {
  readonly base: string;
  readonly token: string | undefined;
  readonly json: boolean;
}

/** Parses the command line. Throws an `Error` with a message for people that never contains the token. */
export function parseArguments(args: readonly string[], env: NodeJS.ProcessEnv): LiveArguments {
  const { values } = parseArgs({
    args: [...args],
    options: { url: { type: 'string' }, 'token-env': { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  if (!values.url) throw new Error('--url is missing');
  const base = normaliseBase(values.url);
  if (!base.ok) throw new Error(`--url cannot be used (${base.reason})`);
  const name = values['token-env'];
  const token = name === undefined ? undefined : env[name]?.trim();
  if (name !== undefined && !token) throw new Error(`the environment has no ${name}`);
  return { base: base.value, token, json: values.json };
}
