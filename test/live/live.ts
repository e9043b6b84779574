import { join } from 'node:path';
import { createEditorTransport, createUndiciTransport } from '../../src/engine/index.ts';
import type { Engine, InstanceClient, Transport } from '../../src/engine/index.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { makeEngine } from '../support/testEngine.ts';
import { explore } from './explore.ts';
import type { Finds } from './explore.ts';
import { Traffic } from './traffic.ts';

export const TRANSPORTS = ['undici', 'fetch'] as const;
export type TransportKind = (typeof TRANSPORTS)[number];

export interface LabOptions {
  /** @default the instance */
  readonly base?: string;
  /** @default the token that was given; `null` for none */
  readonly token?: string | null;
  /** @default 'undici' */
  readonly transport?: TransportKind;
  /** Labs with the same name share a cache on disk. @default one of its own */
  readonly directory?: string;
  /** Wraps the transport to the network. */
  readonly wrap?: (inner: Transport) => Transport;
}

/** An engine and the instance that it asks. */
export interface Lab {
  readonly engine: Engine;
  readonly client: InstanceClient;
  close(): Promise<void>;
}

/** What the cases share: the instance, the things found on it, and the record of all traffic. */
export class Live {
  readonly base: string;
  readonly token: string | undefined;
  readonly traffic = new Traffic();
  readonly #root: string;
  readonly #remove: () => Promise<void>;
  readonly #labs: Lab[] = [];
  readonly #undici = createUndiciTransport();
  #finds: Promise<Finds> | undefined;
  #direct: Promise<Lab> | undefined;

  private constructor(base: string, token: string | undefined, temporary: Awaited<ReturnType<typeof makeTempDir>>) {
    this.base = base;
    this.token = token;
    this.#root = temporary.path;
    this.#remove = () => temporary.remove();
  }

  static async start(base: string, token: string | undefined): Promise<Live> {
    return new Live(base, token, await makeTempDir());
  }

  async lab(options: LabOptions = {}): Promise<Lab> {
    const { base = this.base, transport = 'undici', directory = `own-${this.#labs.length}` } = options;
    const token = options.token === undefined ? this.token : (options.token ?? undefined);
    const inner = transport === 'undici' ? this.#undici : createEditorTransport({ fetch: () => fetch });
    const recorded = this.traffic.record(options.wrap?.(inner) ?? inner, base);
    const made = await makeEngine(
      join(this.#root, directory),
      { transport: recorded, token: () => Promise.resolve(token) },
      { userAgent: 'forgejo-artifacts-live' },
    );
    const { engine } = made;
    const lab: Lab = { engine, client: engine.client(base), close: async () => made[Symbol.asyncDispose]() };
    this.#labs.push(lab);
    return lab;
  }

  /** The lab that most cases use: the given token, undici, and one cache. */
  direct(): Promise<Lab> {
    return (this.#direct ??= this.lab({ directory: 'direct' }));
  }

  /** The things on the instance that cases use, searched for once. */
  async finds(): Promise<Finds> {
    const { client } = await this.direct();
    return (this.#finds ??= explore(client, this.traffic));
  }

  async close(): Promise<void> {
    for (const lab of this.#labs) await lab.close();
    await this.#undici.close();
    await this.#remove();
  }
}
