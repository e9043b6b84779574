import { ageMs } from '../age.ts';
import type { Clock, Log } from '../ports.ts';
import { wait } from '../wait.ts';
import type { StoredInstall } from './activation.ts';
import { checkInstall } from './checkInstall.ts';
import type { InstallCatalog } from './installCatalog.ts';
import { changeManifest } from './manifest.ts';
import type { StoredProgram } from './manifest.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Every install is due on one day in this many. */
const ROUND_DAYS = 7;
/** A window that just opened has more urgent work. */
const FIRST_MS = 10 * 60 * 1000;
/** The pause between two installs; at least this many times as long as reading the last one took. */
const REST_MS = 1000;
const REST_FACTOR = 3;

interface ScrubOptions {
  readonly catalog: InstallCatalog;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Reads installed programs in the background, each once a week, because nothing else notices bytes that a disk changed by
 * itself.
 */
export class InstallScrub {
  readonly #options: ScrubOptions;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: ScrubOptions) {
    this.#options = options;
  }

  /** Reads from now on; further calls do nothing. */
  start(): void {
    this.#running ??= this.#everyDay(this.#closing.signal).catch(() => undefined);
  }

  /** Resolves once nothing is read any more. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the installer was closed', 'AbortError'));
    await this.#running;
  }

  async #everyDay(signal: AbortSignal): Promise<never> {
    await wait(this.#options.clock, FIRST_MS, signal);
    for (;;) {
      await scrubInstalls(this.#options, signal);
      await wait(this.#options.clock, DAY_MS, signal);
    }
  }
}

/** The directory of an install ends with a hash, which spreads them over the days without anything to remember. */
export function isDue(directory: string, now: number): boolean {
  const turn = Number.parseInt(directory.slice(-8), 16) % ROUND_DAYS;
  return Math.floor(now / DAY_MS) % ROUND_DAYS === turn;
}

/** Reads the programs of the installs that are due today. Rejects with the signal's reason on abort and with nothing else. */
async function scrubInstalls(options: ScrubOptions, signal: AbortSignal): Promise<void> {
  const { catalog, clock, log } = options;
  let restMs = REST_MS;
  for (const install of await catalog.all().catch(() => [])) {
    if (!isDue(install.directory, clock.now())) continue;
    await wait(clock, restMs, signal);
    const startedAt = clock.now();
    await readAgain(install, options, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      log.warn(`${install.directory} could not be read again: ${String(error)}`);
    });
    restMs = Math.max(REST_MS, REST_FACTOR * ageMs(clock.now(), startedAt));
  }
}

/** A changed install is no longer believed without reading it, so the next restore makes it again. */
async function readAgain(install: StoredInstall, { clock, log }: ScrubOptions, signal: AbortSignal): Promise<void> {
  const check = await checkInstall(install, { signal });
  if (check.state === 'intact') return;
  const { directory, manifest } = install;
  log.warn(`${directory} was changed on disk: ${check.paths.join(', ')}`);
  const { executables, others } = manifest;
  const change = {
    executables: executables.map(withoutStamp),
    ...(others && { others: others.map(withoutStamp) }),
  };
  await changeManifest(directory, change, clock);
}

function withoutStamp(program: StoredProgram): StoredProgram {
  return { ...program, stamp: undefined };
}
