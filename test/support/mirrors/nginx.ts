import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Why nginx cannot run here; `undefined` if it can. */
export function nginxIsMissing(): string | undefined {
  const { stderr, error } = spawnSync('nginx', ['-V'], { encoding: 'utf8', env: { PATH: nginxPath() } });
  if (error) return 'nginx is not installed';
  return stderr.includes('http_dav_module') ? undefined : 'this nginx has no WebDAV';
}

/** Debian installs it in a directory that is not on the PATH of users. */
function nginxPath(): string {
  return `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`;
}

export interface Nginx {
  /** The origin, without a trailing slash. */
  readonly origin: string;
  /** The directory that contains `cas/`. */
  readonly files: string;
  close(): Promise<void>;
}

interface NginxOptions {
  readonly directory: string;
  /** The `user:password` that writing requires. */
  readonly writer?: string | undefined;
}

/**
 * Starts a WebDAV server as docs/team.md sets it up, as this user and below one directory. nginx cannot choose a free port,
 * so it listens on a socket file, and a relay gives that a port.
 */
export async function startNginx({ directory, writer }: NginxOptions): Promise<Nginx> {
  const [socket, files] = [join(directory, 's'), join(directory, 'www')];
  await mkdir(join(files, 'cas'), { recursive: true });
  const config = join(directory, 'nginx.conf');
  if (writer !== undefined) await writeFile(join(directory, 'users'), `${writer.replace(':', ':{PLAIN}')}\n`);
  await writeFile(config, configOf({ directory, socket, files, hasWriter: writer !== undefined }));
  const options = { stdio: 'ignore', env: { PATH: nginxPath() } } as const;
  const child = spawn('nginx', ['-p', directory, '-e', join(directory, 'error.log'), '-c', config], options);
  while (!(await stat(socket).catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}, see ${directory}/error.log`);
    await delay(5);
  }
  const relay = await startRelay(socket);
  return {
    origin: relay.origin,
    files,
    close: async () => {
      await relay.close();
      const ended = once(child, 'exit');
      if (child.kill('SIGTERM')) await ended;
    },
  };
}

interface ConfigParts {
  readonly directory: string;
  readonly socket: string;
  readonly files: string;
  readonly hasWriter: boolean;
}

function configOf({ directory, socket, files, hasWriter }: ConfigParts): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const paths = temporary.map((name) => `${name}_temp_path ${join(directory, name)};`).join(' ');
  const writing = hasWriter
    ? `limit_except GET HEAD { auth_basic "cache"; auth_basic_user_file ${join(directory, 'users')}; }`
    : '';
  return `
daemon off;
worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${join(directory, 'pid')};
events {}
http {
  access_log off;
  ${paths}
  server {
    listen unix:${socket};
    root ${files};
    location ~ "^/cas/[0-9a-f]{64}$" {
      dav_methods PUT;
      create_full_put_path on;
      client_max_body_size 0;
      default_type application/octet-stream;
      ${writing}
    }
  }
}
`;
}

async function startRelay(socket: string): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(socket);
    for (const one of [client, upstream]) {
      open.add(one);
      one.on('error', () => undefined).on('close', () => open.delete(one));
    }
    client.pipe(upstream).pipe(client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const one of open) one.destroy();
      await once(server.close(), 'close');
    },
  };
}
