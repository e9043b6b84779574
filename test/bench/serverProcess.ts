import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface ServerProcess extends Disposable {
  /** The URL, with a trailing slash. */
  readonly url: string;
}

/** Starts a server of this directory and waits until it sends its address. */
export async function startServerProcess(file: string, args: readonly string[] = []): Promise<ServerProcess> {
  const path = join(import.meta.dirname, file);
  const child = fork(path, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [url] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended`))),
  ])) as [string];
  return { url, [Symbol.dispose]: () => child.disconnect() };
}
