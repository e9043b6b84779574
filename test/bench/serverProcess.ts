import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface ServerProcess extends Disposable {
  /** With a trailing slash. */
  readonly url: string;
}

export async function startServerProcess(): Promise<ServerProcess> {
  const child = fork(join(import.meta.dirname, 'server.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [port] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the server ended'))),
  ])) as [number];
  return { url: `http://127.0.0.1:${port}/`, [Symbol.dispose]: () => child.disconnect() };
}
