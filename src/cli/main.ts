import { homedir } from 'node:os';
import process from 'node:process';
import { directOutput } from './directOutput.ts';
import { EXIT } from './exitCodes.ts';
import { Printer } from './printer.ts';
import type { Program } from './programToRun.ts';
import { run } from './run.ts';

/** Inserted by the build. */
declare const CLI_VERSION: string | undefined;

/** The entry point: connects the program with the process. */
const stop = new AbortController();
const onSignal = (): void => {
  // A second signal ends the program at once.
  if (stop.signal.aborted) process.exit(EXIT.stopped);
  stop.abort(new DOMException('stopped', 'AbortError'));
};
process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

// Timers for retries and for other processes do not keep the process alive.
const awake = setInterval(() => undefined, 60_000);
const { env, platform } = process;
const version = typeof CLI_VERSION === 'string' ? CLI_VERSION : 'unbuilt';
/** Signals that end this process in the same way without a core dump. */
const REPEATED: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL']);
const handOver = async (program: Program): Promise<number> => {
  const { isatty } = await import('node:tty');
  const { codeOfSignal, runProgram } = await import('./runProgram.ts');
  const running = runProgram(program, { isTerminal: [0, 1, 2].some((fd) => isatty(fd)), on: process });
  // Not earlier: a signal in between would end only this process.
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  const ended = await running;
  if ('code' in ended) return ended.code;
  if (REPEATED.has(ended.signal)) process.kill(process.pid, ended.signal);
  return codeOfSignal(ended.signal);
};
const world = { env, platform, home: homedir(), version, signal: stop.signal, runProgram: handOver };
const end = (exit: number): void => {
  clearInterval(awake);
  process.exitCode = exit || process.exitCode || EXIT.done;
};
run(process.argv.slice(2), world, openPrinter).then(end, () => end(EXIT.failed));

function openPrinter(isShort: boolean): Printer {
  // The Windows console takes text only from its own stream.
  const isDirect = isShort && platform !== 'win32';
  return isDirect
    ? new Printer(directOutput(1, openStdout), directOutput(2, openStderr))
    : new Printer(openStdout(), openStderr());
}

function openStdout(): NodeJS.WriteStream {
  return process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // A reader that closes early, such as `head`, changes neither the work nor its exit code.
    if (code === 'EPIPE') return;
    process.exitCode ||= EXIT.failed;
    openStderr().write(`Could not write the output (${code ?? message}).\n`);
  });
}

function openStderr(): NodeJS.WriteStream {
  return process.stderr.on('error', () => {
    // Nobody is left to report to.
  });
}
