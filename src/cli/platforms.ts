import { PLATFORM_KEYS } from '../engine/index.ts';
import type { WhichPlatforms } from '../engine/index.ts';
import { usageError } from './cliError.ts';
import { listed } from './cliWords.ts';
import type { Context } from './context.ts';

/** The files that `--platform` asks for; without the option, all of them. @throws CliError `usage` */
export async function platformsOf(
  given: readonly string[],
  { machine }: Pick<Context, 'machine'>,
): Promise<WhichPlatforms> {
  const named = given.filter((one) => one !== 'this' && one !== 'all');
  const known: readonly string[] = PLATFORM_KEYS;
  const unknown = named.filter((one) => !known.includes(one));
  if (unknown.length > 0)
    throw usageError(`There is no platform ${listed(unknown)}; write all, this, or one of ${listed(known)}.`);
  if (given.length === 0 || given.includes('all')) return {};
  return {
    platforms: named.length > 0 ? named : undefined,
    machine: given.includes('this') ? await machine() : undefined,
  };
}
