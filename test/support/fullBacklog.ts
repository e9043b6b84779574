import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { once } from 'node:events';

const LISTENING = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
  console.log(this.address().port);
})`;

/**
 * A host that accepts no connections, like one behind a firewall that drops packets: its process is stopped and its queue is
 * full. Linux only.
 */
export async function startFullBacklog(): Promise<{ readonly origin: string; readonly close: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-e', LISTENING], {
    // In the editor, `process.execPath` is the editor.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  child.kill('SIGSTOP');
  // Linux accepts this many connections beyond the requested queue, then drops them.
  const fillers = [1, 2].map(() => connect(port, '127.0.0.1').on('error', () => undefined));
  await Promise.all(fillers.map((socket) => once(socket, 'connect')));
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of fillers) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}
