import { randomUUID } from 'node:crypto';
import {
  DEFAULT_OPTIONS,
  authoritiesWith,
  NODE_PROBES,
  createEngine,
  createNodeTransport,
  createUndiciTransport,
  detectMachine,
  openDirectoryStores,
  systemClock,
} from '../engine/index.ts';
import type { Engine, MirrorAddress, Transport } from '../engine/index.ts';
import { cacheDirectory } from './cacheDirectory.ts';
import { usageError } from './cliError.ts';
import { offlineError } from './networkWords.ts';
import { namedInstances, tokensOf } from './instances.ts';
import type { CliOptions } from './invocation.ts';
import { holdSentence } from '../words/holdWords.ts';
import { logTo } from './localContext.ts';
import type { LocalContext } from './localContext.ts';
import { mirrorPorts, namedMirrors } from './mirrors.ts';
import type { Printer } from './printer.ts';
import { proxiesOf } from './proxies.ts';
import { readTrust } from './trustedKeys.ts';
import type { World } from './world.ts';

/** The objects that commands work with. */
export interface Context extends LocalContext {
  readonly engine: Engine;
  /** Normalised; no other instance is contacted. */
  readonly instances: readonly string[];
  /** The mirrors, in the order in which they are tried. */
  readonly mirrors: readonly MirrorAddress[];
  readonly signal: AbortSignal;
  /** The owners whose trusted keys changed nothing, because no file of theirs was judged. */
  readonly unusedKeys: () => readonly string[];
  close(): Promise<void>;
}

/** A CI job can wait, and a person at a terminal sees the reason and can stop it. */
const RATE_LIMIT_PATIENCE_MS = 5 * 60_000;

/** @throws CliError `usage` */
export async function openContext(options: CliOptions, world: World, printer: Printer): Promise<Context> {
  const instances = namedInstances(options.instance, world.env);
  const tokens = tokensOf(instances, world.env);
  // Files on this machine and in mirrors may come from instances that are not named.
  const named = options.offline || options.mirrorOnly ? [] : instances;
  const { trust, unused } = await readTrust(options.trustedKey, options.require, named);
  const directory = options.cache ?? cacheDirectory(world);
  const ca = options.caFile === undefined ? undefined : await readAuthorities(options.caFile);
  const mirrors = namedMirrors(options.mirror, world.env);
  const proxies = proxiesOf(world.env);
  const transport = proxies ? createUndiciTransport({ ca, proxies }) : createNodeTransport({ ca });
  const engine = createEngine(
    {
      transport: options.offline ? OFFLINE : transport,
      clock: systemClock,
      log: logTo(printer, options.verbose),
      ...openDirectoryStores({ directory, clock: systemClock, writerId: randomUUID() }),
      directory,
      // No instance is contacted then, so files on this machine and in mirrors need no configured one.
      isConfigured: (instance) => options.offline || options.mirrorOnly || instances.includes(instance),
      token: (instance) => Promise.resolve(tokens.get(instance)),
      trust,
      allowHost: (host) => options.allowHost.includes(host),
      onHold: (hold) => printer.say(holdSentence(hold, systemClock.now())),
      mirrors: mirrorPorts({ mirrors, only: options.mirrorOnly }, world.env, (line) => printer.say(line)),
    },
    () => ({
      ...DEFAULT_OPTIONS,
      perDay: 0,
      rateLimitPatienceMs: RATE_LIMIT_PATIENCE_MS,
      minimumAgeMs: options.minimumAge,
      userAgent: `forgejo-artifacts/${world.version}`,
    }),
  );
  return {
    engine,
    instances,
    mirrors,
    unusedKeys: unused,
    machine: () => detectMachine(NODE_PROBES),
    printer,
    world,
    signal: world.signal,
    close: async () => {
      // Once a day. Otherwise calls that end sooner would never complete one.
      await Promise.race([engine.cache.swept(), aborted(world.signal)]);
      await engine.close();
      await transport.close();
    },
  };
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', resolve, { once: true });
  });
}

async function readAuthorities(file: string): Promise<readonly string[]> {
  try {
    return await authoritiesWith(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`--ca-file ${file}: ${reason}`);
  }
}

const OFFLINE: Transport = {
  send: ({ url: { host } }) => Promise.reject(offlineError(host)),
};
