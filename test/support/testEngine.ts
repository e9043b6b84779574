import type { EngineOptions, EnginePorts } from '../../src/engine/engine.ts';
import {
  DEFAULT_OPTIONS,
  createEngine,
  createUndiciTransport,
  openDirectoryStores,
  systemClock,
} from '../../src/engine/index.ts';
import type { Clock, Engine } from '../../src/engine/index.ts';
import { MemoryLog } from './memoryLog.ts';

export interface TestEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly log: MemoryLog;
}

const LONG_MS = 10_000;
const HURRY = 20;

/** Delays before retries are short. */
const impatientClock: Clock = {
  now: () => systemClock.now(),
  after: (delayMs, callback) => systemClock.after(delayMs < LONG_MS ? delayMs / HURRY : delayMs, callback),
};

/** That clock also shortens the twenty steps in which a limit is waited for, so these limits take nine seconds. */
const IMPATIENT_LIMITS = { headersTimeoutMs: 180_000, idleTimeoutMs: 180_000 };

/** An engine as the editor builds it, over undici and a directory. */
export async function makeEngine(
  directory: string,
  ports: Partial<EnginePorts> = {},
  options: Partial<EngineOptions> = {},
): Promise<TestEngine> {
  const log = new MemoryLog();
  const transport = createUndiciTransport();
  const clock = ports.clock ?? impatientClock;
  const limits = ports.clock ? {} : IMPATIENT_LIMITS;
  const engine = createEngine(
    {
      transport,
      clock,
      log,
      ...openDirectoryStores({ directory, clock, writerId: crypto.randomUUID() }),
      directory,
      isConfigured: () => true,
      token: () => Promise.resolve(undefined),
      ...ports,
    },
    () => ({ ...DEFAULT_OPTIONS, ...limits, ...options }),
  );
  return {
    engine,
    log,
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await transport.close();
    },
  };
}
