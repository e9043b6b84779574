import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';

interface SystemCommand {
  /** Absolute: what a name alone means is up to whoever fills the PATH. */
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment; nothing of this process's own is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
  /** Written to its standard input. */
  readonly input?: string | undefined;
  readonly timeLimitMs: number;
}

interface CommandOutput {
  /** `null` where a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Of each stream. Nothing that is asked here has more than a few lines to say. */
const MAX_OUTPUT_BYTES = 64 * 1024;

/**
 * Runs a program of the system and gives what it printed. `undefined` where it cannot be started, takes longer than its
 * limit or prints more than 64 KiB; then it is killed with everything that it started. Never rejects.
 */
export function runSystemCommand({
  file,
  args,
  env,
  cwd,
  input,
  timeLimitMs,
}: SystemCommand): Promise<CommandOutput | undefined> {
  if (!path.isAbsolute(file)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    // A process group of its own, so that what it starts can be ended with it; Windows would open a window for that.
    const detached = process.platform !== 'win32';
    const child = spawn(file, [...args], { cwd, env, detached, stdio: 'pipe', windowsHide: true });
    const end = (output: CommandOutput | undefined): void => {
      clearTimeout(timer);
      resolve(output);
    };
    const giveUp = (): void => {
      killAll(child);
      end(undefined);
    };
    const timer = setTimeout(giveUp, timeLimitMs);
    const stdout = collect(child.stdout, giveUp);
    const stderr = collect(child.stderr, giveUp);
    child.once('error', () => end(undefined));
    child.once('close', (exitCode) => end({ exitCode, stdout: stdout(), stderr: stderr() }));
    // A program that is missing or ends early takes no input.
    child.stdin.on('error', () => undefined).end(input);
  });
}

/** Reads a stream; the returned function gives what came so far. */
function collect(stream: NodeJS.ReadableStream, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  stream.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_OUTPUT_BYTES) return onTooMuch();
    chunks.push(chunk);
  });
  stream.on('error', () => undefined);
  return () => Buffer.concat(chunks).toString();
}

function killAll({ pid, stdin, stdout, stderr }: ChildProcess): void {
  // Whatever lives on has nobody to write to, and keeps nothing open here.
  for (const stream of [stdin, stdout, stderr]) stream?.destroy();
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') killTree(pid);
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

function killTree(pid: number): void {
  const taskkill = path.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  const killer = spawn(taskkill, ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
  killer.once('error', () => undefined);
}
