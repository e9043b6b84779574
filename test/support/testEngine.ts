import type { EngineOptions, EnginePorts } from '../../src/engine/engine.ts';
import {
  DEFAULT_OPTIONS,
  createEngine,
  createUndiciTransport,
  openDirectoryStores,
  systemClock,
} from '../../src/engine/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import { MemoryLog } from './memoryLog.ts';

export interface TestEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly log: MemoryLog;
}

/** An engine as the editor builds it, over undici and a directory. */
export async function makeEngine(
  directory: string,
  ports: Partial<EnginePorts> = {},
  options: Partial<EngineOptions> = {},
): Promise<TestEngine> {
  const log = new MemoryLog();
  const transport = createUndiciTransport();
  const clock = ports.clock ?? systemClock;
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
    () => ({ ...DEFAULT_OPTIONS, ...options }),
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
