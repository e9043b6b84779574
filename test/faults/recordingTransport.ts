import type { Transport } from '../../src/engine/ports.ts';

/** One request of the engine, and what came of it. */
export interface Sent {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** `undefined` when there was no answer. */
  status: number | undefined;
  /** What the engine had of the file when it asked. */
  readonly heldBytes: number;
}

/** Hands on to another transport and remembers what was sent. */
export class RecordingTransport implements Transport {
  sent: Sent[] = [];
  /** What it hands on to. */
  inner: Transport;
  /** Runs before each request is sent. */
  beforeSend: (() => Promise<void>) | undefined;
  readonly #heldBytes: () => number;

  constructor(inner: Transport, heldBytes: () => number) {
    this.inner = inner;
    this.#heldBytes = heldBytes;
  }

  async send(request: Parameters<Transport['send']>[0]): ReturnType<Transport['send']> {
    const { url, headers } = request;
    const sent: Sent = { url, headers, status: undefined, heldBytes: this.#heldBytes() };
    this.sent.push(sent);
    await this.beforeSend?.();
    const response = await this.inner.send(request);
    sent.status = response.status;
    return response;
  }
}
