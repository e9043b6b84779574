import type { Transport } from '../../src/engine/ports.ts';

/** A request of the engine, and its answer. */
export interface Sent {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** `undefined` if there was no answer. */
  status: number | undefined;
  /** How much of the file the engine had when it asked. */
  readonly heldBytes: number;
}

/** Forwards to another transport and records the requests. */
export class RecordingTransport implements Transport {
  sent: Sent[] = [];
  /** The transport that requests are forwarded to. */
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
