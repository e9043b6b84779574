import { join } from 'node:path';
import {
  DEFAULT_OPTIONS,
  DirectoryMemento,
  MementoAssetStore,
  MementoDownloadCounter,
  createEngine,
  createUndiciTransport,
  systemClock,
} from '../../src/engine/index.ts';
import type { Engine, EngineOptions, EnginePorts } from '../../src/engine/index.ts';
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
  const records = await DirectoryMemento.open(join(directory, 'cache-v1', 'state'));
  const counters = await DirectoryMemento.open(join(directory, 'cache-v1', 'counters'));
  const clock = ports.clock ?? systemClock;
  const engine = createEngine(
    {
      transport,
      clock,
      log,
      store: new MementoAssetStore(records),
      counter: new MementoDownloadCounter({ memento: counters, writerId: crypto.randomUUID(), now: () => clock.now() }),
      directory,
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
