import type { ChildProcess, spawn as spawnProcess } from 'node:child_process';
import path from 'node:path';

interface SystemCommand {
  /** Absolute, because the PATH decides what a name alone means. */
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
  /** `null` if a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Spawn = typeof spawnProcess;

/** The limit for each stream. None of these commands prints more than a few lines. */
const MAX_OUTPUT_BYTES = 64 * 1024;

/**
 * Runs a system program and returns its output. `undefined` if it cannot be started, takes longer than its limit or prints
 * more than 64 KiB; then it is killed with all its children. Never rejects.
 */
export async function runSystemCommand({
  file,
  args,
  env,
  cwd,
  input,
  timeLimitMs,
}: SystemCommand): Promise<CommandOutput | undefined> {
  if (!path.isAbsolute(file)) return undefined;
  const { spawn } = await import('node:child_process');
  return await new Promise((resolve) => {
    // A separate process group, so that its children can be killed with it; on Windows that would open a window.
    const detached = process.platform !== 'win32';
    const child = spawn(file, [...args], { cwd, env, detached, stdio: 'pipe', windowsHide: true });
    const end = (output: CommandOutput | undefined): void => {
      clearTimeout(timer);
      resolve(output);
    };
    const giveUp = (): void => {
      killAll(child, spawn);
      end(undefined);
    };
    const timer = setTimeout(giveUp, timeLimitMs);
    const stdout = collect(child.stdout, giveUp);
    const stderr = collect(child.stderr, giveUp);
    child.once('error', () => end(undefined));
    child.once('close', (exitCode) => end({ exitCode, stdout: stdout(), stderr: stderr() }));
    // A program that is missing or ends early reads no input.
    child.stdin.on('error', () => undefined).end(input);
  });
}

/** Reads a stream; the returned function gives the output so far. */
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

function killAll({ pid, stdin, stdout, stderr }: ChildProcess, spawn: Spawn): void {
  // Surviving child processes can no longer write, and keep nothing open here.
  for (const stream of [stdin, stdout, stderr]) stream?.destroy();
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') killTree(pid, spawn);
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}

function killTree(pid: number, spawn: Spawn): void {
  const taskkill = path.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  const killer = spawn(taskkill, ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
  killer.once('error', () => undefined);
}
