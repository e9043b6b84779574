import { PLATFORM_KEYS, platformOf } from '../engine/index.ts';
import { usageError } from './cliError.ts';
import { listed } from './cliWords.ts';
import type { Context } from './context.ts';

/** The platforms that `--platform` names, or `undefined` for all of them. @throws CliError `usage` */
export async function platformsOf(
  given: readonly string[],
  { machine }: Pick<Context, 'machine'>,
): Promise<readonly string[] | undefined> {
  if (given.length === 0 || given.includes('all')) return undefined;
  const here = given.includes('this') ? [platformOf(await machine())] : [];
  const named = given.filter((one) => one !== 'this');
  const known: readonly string[] = PLATFORM_KEYS;
  const unknown = named.filter((one) => !known.includes(one));
  if (unknown.length === 0) return [...here, ...named];
  throw usageError(`There is no platform ${listed(unknown)}; write all, this, or one of ${listed(known)}.`);
}
