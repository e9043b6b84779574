import { EXIT } from './exitCodes.ts';
import { isLocal } from './invocation.ts';
import { readPlainArguments } from './plainArguments.ts';
import type { Printer } from './printer.ts';
import type { World } from './world.ts';

/** Opens the output: at once for a call that prints a few lines, otherwise with what progress and terminals need. */
type OpenPrinter = (isShort: boolean) => Printer;

/**
 * Runs one call, from its arguments to its exit code. What a call does not need is not loaded: for help, the version and
 * completion, that is the engine. For `exec`, the exit code is that of the program. Never rejects.
 */
export async function run(argv: readonly string[], world: World, openPrinter: OpenPrinter): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    openPrinter(true).answer(world.version);
    return EXIT.done;
  }
  const plain = readPlainArguments(argv);
  const printer = openPrinter(plain !== undefined && isLocal(plain.command));
  const surroundings = { world, printer };
  const read = plain ?? (await (await import('./fullArguments.ts')).readFullArguments(argv, surroundings));
  if (typeof read === 'number') return read;
  const { command } = read;
  return isLocal(command)
    ? (await import('./performLocal.ts')).performLocalCommand(command, read, surroundings)
    : (await import('./perform.ts')).performCommand(command, read, surroundings);
}
