import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A connection to a forge that can be held and cut. */
export class Line {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #gate = Promise.resolve();
  #onRequest: (text: string) => void = () => undefined;

  constructor(forge: string) {
    this.#server = createServer((socket) => {
      const onward = connect(Number(new URL(forge).port), '127.0.0.1');
      for (const end of [socket, onward]) {
        this.#sockets.add(end);
        end.on('error', () => end.destroy()).on('close', () => this.#sockets.delete(end));
      }
      onward.pipe(socket);
      // Every request is checked, because an earlier connection may be reused.
      socket
        .on('end', () => onward.end())
        .on('data', (chunk: Buffer) => {
          socket.pause();
          this.#onRequest(chunk.toString('latin1'));
          void this.#gate.then(() => {
            onward.write(chunk);
            socket.resume();
          });
        });
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Blocks requests that match the pattern until they are released. `asked` resolves when one waits. */
  hold(wanted: RegExp): { readonly asked: Promise<void>; readonly release: () => void } {
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    this.#gate = gate.promise;
    this.#onRequest = (text) => {
      if (wanted.test(text)) asked.resolve();
    };
    return { asked: asked.promise, release: gate.resolve };
  }

  async cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
