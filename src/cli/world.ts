import type { Program } from './programToRun.ts';

/** The program's environment. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly version: string;
  /** Aborts on Ctrl+C. */
  readonly signal: AbortSignal;
  /** Runs a program with the streams of the process. @returns its exit code; rejects with the system's error */
  readonly runProgram: (program: Program) => Promise<number>;
}
