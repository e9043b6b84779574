import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Program } from './programToRun.ts';

/** Signals for this process that are meant for the program. */
const PASSED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

/** Signals that a terminal sends to all processes in the foreground, so that the program has them already. */
const TYPED = ['SIGINT', 'SIGQUIT'] as const;

/** How a program ended: with an exit code, or by a signal. */
type Ended = { readonly code: number } | { readonly signal: NodeJS.Signals };

/**
 * Runs a program with the streams of this process, which passes on the signals that it gets. Rejects with the system's error if
 * it cannot be started.
 */
export function runProgram(
  { file, args, env, isVerbatim }: Program,
  { isTerminal, on }: { readonly isTerminal: boolean; readonly on: Pick<NodeJS.Process, 'on' | 'off'> },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const listeners = new Map<NodeJS.Signals, () => void>();
    const stop = (): void => {
      for (const [signal, listener] of listeners) on.off(signal, listener);
    };
    for (const signal of [...PASSED, ...TYPED]) {
      const isTyped = isTerminal && TYPED.some((one) => one === signal);
      listeners.set(signal, () => void (isTyped || child.kill(signal)));
    }
    // First of all, because the program may have begun before `spawn` returns.
    for (const [signal, listener] of listeners) on.on(signal, listener);
    const child = spawn(file, [...args], { env: { ...env }, stdio: 'inherit', windowsVerbatimArguments: isVerbatim });
    child.once('error', (error) => {
      stop();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      stop();
      resolve(signal === null ? { code: code ?? 0 } : { signal });
    });
  });
}

/** The exit code that shells give for death by a signal. */
export function codeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
