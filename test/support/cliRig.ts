import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliCall {
  readonly args: readonly string[];
  /** All there is but what programs need to be found. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default the sources */
  readonly program?: string;
  /** Stopped by SIGINT then, as by Ctrl+C. */
  readonly signal?: AbortSignal;
}

/** Runs the command line program in a process of its own, as a person or a script does. */
export function runCli({ args, env = {}, program = 'src/cli/main.ts', signal }: CliCall): Promise<CliResult> {
  return new Promise((done, reject) => {
    const { PATH = '', SystemRoot = '' } = process.env;
    const child = spawn(process.execPath, [resolve(program), ...args], {
      env: { PATH, SystemRoot, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    signal?.addEventListener('abort', () => void child.kill('SIGINT'), { once: true });
    child.once('error', reject);
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}
