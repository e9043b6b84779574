import type { OnProgress } from '../cache/progress.ts';
import type { PlannedTool } from './planRestore.ts';

/** The progress of one restore over all its tools, and the tool that made progress. */
export interface RestoreProgress {
  readonly tools: number;
  /** The tools that are installed or failed. */
  readonly doneTools: number;
  readonly receivedBytes: number;
  /** The bytes of all planned files; files of unknown size count as received. */
  readonly sizeBytes: number;
  readonly tool: string;
  readonly phase: 'download' | 'install' | 'done' | 'failed';
  /** The mirror that sends its file. */
  readonly mirror?: string | undefined;
}

/** Sums the progress of many downloads. */
export class RestoreProgressTracker {
  readonly #received = new Map<string, number>();
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #tools: number;
  readonly #onProgress: ((progress: RestoreProgress) => void) | undefined;
  #doneTools = 0;

  constructor(plan: readonly PlannedTool[], onProgress: ((progress: RestoreProgress) => void) | undefined) {
    this.#tools = plan.length;
    this.#sizes = new Map(plan.map((one) => [one.name, (one.ok ? one.asset.sizeBytes : undefined) ?? 0]));
    this.#onProgress = onProgress;
  }

  listener(tool: string): OnProgress {
    return (progress) => {
      if (progress.phase === 'transfer') this.#received.set(tool, progress.receivedBytes);
      this.#report(tool, 'download', progress.phase === 'transfer' ? progress.mirror : undefined);
    };
  }

  installing(tool: string): void {
    this.#received.set(tool, this.#sizes.get(tool) ?? 0);
    this.#report(tool, 'install');
  }

  ended(tool: string, phase: 'done' | 'failed'): void {
    this.#doneTools += 1;
    this.#report(tool, phase);
  }

  #report(tool: string, phase: RestoreProgress['phase'], mirror?: string): void {
    const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);
    const receivedBytes = sum(this.#received.values());
    const sizeBytes = Math.max(sum(this.#sizes.values()), receivedBytes);
    this.#onProgress?.({
      tools: this.#tools,
      doneTools: this.#doneTools,
      receivedBytes,
      sizeBytes,
      tool,
      phase,
      mirror,
    });
  }
}
