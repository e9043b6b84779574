import { randomUUID } from 'node:crypto';
import { NODE_PROBES, createLocalEngine, detectPlatform, openDirectoryStores, systemClock } from '../engine/index.ts';
import type { LocalEngine, Log, Machine } from '../engine/index.ts';
import { cacheDirectory } from './cacheDirectory.ts';
import { namedInstances } from './instances.ts';
import type { CliOptions } from './invocation.ts';
import type { Printer } from './printer.ts';
import type { World } from './world.ts';

/** The objects for commands that only look at what is installed. */
export interface LocalContext {
  readonly engine: LocalEngine;
  readonly machine: () => Promise<Machine>;
  readonly printer: Printer;
  readonly world: World;
}

/**
 * Loads no more than these commands need, because shells and editors wait for them. None of them has to be closed.
 * @throws CliError `usage` for an invalid instance on the command line
 */
export function openLocalContext(options: CliOptions, world: World, printer: Printer): LocalContext {
  namedInstances(options.instance, {});
  const directory = options.cache ?? cacheDirectory(world);
  const clock = systemClock;
  const { memory } = openDirectoryStores({ directory, clock, writerId: randomUUID() });
  const engine = createLocalEngine({ directory, clock, memory, log: logTo(printer, options.verbose) });
  return { engine, machine: () => detectPlatform(NODE_PROBES), printer, world };
}

export function logTo(printer: Printer, isVerbose: boolean): Log {
  const line = (message: string): void => {
    if (isVerbose) printer.say(message);
  };
  return { debug: line, info: line, warn: line, error: line };
}
