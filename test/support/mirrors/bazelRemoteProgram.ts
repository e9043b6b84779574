import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The program, by its path or its name on the PATH. */
const PROGRAM = process.env['BAZEL_REMOTE'] ?? 'bazel-remote';

/** Why bazel-remote itself cannot run here; `undefined` if it can. */
export function bazelRemoteIsMissing(): string | undefined {
  return spawnSync(PROGRAM, ['--help']).error
    ? 'bazel-remote is not on the PATH, and BAZEL_REMOTE does not name it'
    : undefined;
}

export interface BazelRemoteProgram {
  /** The origin, without a trailing slash. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Starts bazel-remote as docs/team.md sets it up: everybody can read, but only users with a password can write
 * (`ci:secret`).
 */
export async function startBazelRemoteProgram(directory: string): Promise<BazelRemoteProgram> {
  const [files, users] = [join(directory, 'cas-files'), join(directory, 'users')];
  await mkdir(files);
  await writeFile(users, `ci:{SHA}${await sha1Of('secret')}\n`);
  const port = await freePort();
  const args = ['--dir', files, '--max_size', '1', '--http_address', `127.0.0.1:${port}`, '--grpc_address', 'none'];
  const access = ['--htpasswd_file', users, '--allow_unauthenticated_reads', '--access_log_level', 'none'];
  const child = spawn(PROGRAM, [...args, ...access], { stdio: 'ignore' });
  const origin = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${origin}/cas/${'0'.repeat(64)}`).catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error(`bazel-remote ended with ${child.exitCode}`);
    await delay(20);
  }
  return {
    origin,
    close: async () => {
      const ended = once(child, 'exit');
      if (child.kill('SIGTERM')) await ended;
    },
  };
}

async function sha1Of(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-1', Buffer.from(text))).toString('base64');
}

/** It cannot choose a free port by itself. */
async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
