import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DEFAULT_OPTIONS,
  createEditorTransport,
  createEngine,
  openDirectoryStores,
  systemClock,
} from '../../../src/engine/index.ts';
import type { Asset } from '../../../src/engine/index.ts';
import { harness } from '../../host/harness/harness.ts';
import { measure } from '../meter.ts';
import type { Measures } from '../meter.ts';

/** The order for the run in the extension host, and the results it writes. */
export interface HostOrder {
  readonly url: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly rounds: number;
  readonly directory: string;
  readonly out: string;
}

export interface HostFigures {
  /** The time to load the packaged code and activate it. */
  readonly activationMs: number;
  readonly ours: readonly Measures[];
  readonly fetch: readonly Measures[];
}

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Runs in the extension host. Measures both ways in turn, each with a directory that is removed afterwards. */
export async function run(): Promise<void> {
  const order = JSON.parse(process.env['TEST_BENCH'] ?? '{}') as HostOrder;
  const ours: Measures[] = [];
  const plain: Measures[] = [];
  for (let round = 0; round < order.rounds; round += 1) {
    ours.push(await inDirectory(order, (directory) => download(order, directory)));
    plain.push(await inDirectory(order, (directory) => fetchToFile(order, directory)));
  }
  // Activation is measured last, when the window has settled.
  const { activationMs } = await harness();
  await writeFile(order.out, JSON.stringify({ activationMs, ours, fetch: plain } satisfies HostFigures));
}

async function inDirectory(
  { directory }: HostOrder,
  prepare: (directory: string) => () => Promise<void>,
): Promise<Measures> {
  const own = await mkdtemp(join(directory, 'round-'));
  const work = prepare(own);
  try {
    return await measure(async () => {
      await work();
      return {};
    });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Uses the engine as the extension builds it, with the editor's fetch, hashes, syncs and records. */
function download({ url, name, sizeBytes, sha256 }: HostOrder, directory: string): () => Promise<void> {
  const engine = createEngine(
    {
      transport: createEditorTransport({ fetch: () => globalThis.fetch }),
      clock: systemClock,
      log: SILENT,
      directory,
      isConfigured: () => true,
      token: () => Promise.resolve(undefined),
      ...openDirectoryStores({ directory, clock: systemClock, writerId: 'bench' }),
    },
    () => DEFAULT_OPTIONS,
  );
  const source = { kind: 'genericPackage', owner: 'bench', package: 'pool' } as const;
  const place = { instance: url, source, version: '1', name, storage: 'packageFile', upstreamId: sha256 } as const;
  const asset: Asset = { ...place, sizeBytes, digests: { sha256 } };
  return async () => {
    await engine.obtain(asset);
    await engine.close();
  };
}

/** What an extension writes in five lines, without a hash, a sync or a record. */
function fetchToFile({ url, name }: HostOrder, directory: string): () => Promise<void> {
  return async () => {
    const { body } = await fetch(`${url}${name}`);
    if (!body) throw new Error('an answer without a body');
    await pipeline(Readable.fromWeb(body), createWriteStream(join(directory, name)));
  };
}
