import type { Engine, Progress } from '../../src/engine/index.ts';
import { testCertificate } from '../support/tls/testCertificate.ts';
import { startFaultServer } from '../support/faultServer/faultServer.ts';
import type { FaultServer } from '../support/faultServer/faultServer.ts';
import { writeAnswer } from '../support/faultServer/wireAnswer.ts';
import type { WireAnswer } from '../support/faultServer/wireAnswer.ts';
import { startForge } from '../support/forge/forge.ts';
import type { Forge } from '../support/forge/forge.ts';
import { startServer } from '../support/forge/loopback.ts';
import type { SeenRequest } from '../support/forge/loopback.ts';
import { startRefusingProxy } from '../support/forge/recorder.ts';
import { startStorage } from '../support/forge/storage.ts';
import type { Storage } from '../support/forge/storage.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { makeEngine } from '../support/testEngine.ts';
import type { Source, TransportKind } from './cells.ts';
import { MIRRORED, isFile } from './cells.ts';
import { createClient, createProxiedClient } from './clients.ts';
import { TOKEN, faultContent } from './content.ts';
import { HeldBytes } from './heldBytes.ts';
import { HURRY, createHurriedClock } from './hurriedClock.ts';
import type { HurriedClock } from './hurriedClock.ts';
import { startFaultMirror } from './mirror.ts';
import type { FaultMirror } from './mirror.ts';
import { RecordingTransport } from './recordingTransport.ts';

export interface WorldOptions {
  readonly source: Source;
  readonly transport: TransportKind;
  /** The requests that can be spoilt. */
  readonly target: RegExp;
  /** The instance uses https. */
  readonly tls: boolean;
}

/** Everything that one cell needs: an instance whose answers can be spoilt, servers of other origins, and an engine. */
export interface World extends AsyncDisposable {
  readonly clock: HurriedClock;
  readonly directory: string;
  /** The instance's base URL. */
  readonly base: string;
  readonly engine: Engine;
  readonly transport: RecordingTransport;
  readonly gate: FaultServer;
  readonly forge: Forge;
  readonly storage: Storage;
  /** Only used for sources that have a mirror. */
  readonly mirror: FaultMirror;
  /** Stands in front of the storage. */
  readonly storageGate: FaultServer;
  /** The requests to all servers except the instance. */
  requestsAbroad(): readonly SeenRequest[];
  /** Sets the answer of a server of another origin, and returns its address. */
  serveElsewhere(answer: WireAnswer): string;
  readonly onProgress: (progress: Progress) => void;
  /** Sets how long the engine waits for an answer from now on. */
  setPatience(how: 'little' | 'much'): void;
  /** From now on, the client does not trust the test's certificate, or goes through a proxy that refuses everything. */
  spoilClient(how: 'distrusting' | 'proxied'): void;
  healClient(): void;
}

/** Far longer than any regular answer takes on a busy machine. For faults that only a time limit ends, it is shorter. */
const PATIENCE_MS = 15_000 * HURRY;
const LITTLE_PATIENCE_MS = 1500 * HURRY;
const TRICKLE_MS = 1000 / HURRY;

export async function startWorld({ source, transport: kind, target, tls }: WorldOptions): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const opened = <T extends { close: () => Promise<void> }>(it: T): T => stack.adopt(it, () => it.close());
  const clock = createHurriedClock();
  const held = new HeldBytes();
  const writing = {
    trickleMs: TRICKLE_MS,
    taken: (bytes: number) => (isFile(source) ? held.reach(bytes) : Promise.resolve()),
  };
  const forge = opened(await startForge({ content: faultContent() }));
  const certificate = tls ? { tls: testCertificate() } : {};
  const gate = opened(await startFaultServer({ upstream: forge.url, target, ...writing, ...certificate }));
  const storage = opened(await startStorage());
  const storageGate = opened(await startFaultServer({ upstream: storage.origin, target: /^/, ...writing }));
  let otherAnswer: WireAnswer = { status: 404, headers: {}, body: Buffer.alloc(0) };
  const otherServer = opened(await startServer((request) => void writeAnswer(request.socket, otherAnswer, writing)));
  const mirror = opened(await startFaultMirror());
  const hasMirror = (MIRRORED as readonly Source[]).includes(source);
  const proxy = opened(await startRefusingProxy());
  const sound = opened(createClient(kind, tls));
  const transport = new RecordingTransport(sound.transport, () => held.bytes);
  const directory = stack.adopt(await makeTempDir(), ({ remove }) => remove()).path;
  const token = (instance: string) => Promise.resolve(instance === gate.url ? TOKEN : undefined);
  const patience = { headersTimeoutMs: PATIENCE_MS, idleTimeoutMs: PATIENCE_MS };
  // The list with the file stays fresh although time passes fast.
  const limits = { concurrent: 1, ttlMs: Infinity, ...patience };
  const waitFor = (ms: number) => Object.assign(limits, { headersTimeoutMs: ms, idleTimeoutMs: ms });
  const { engine } = stack.use(
    await makeEngine(directory, { clock, transport, token, ...(hasMirror && { mirrors: mirror.ports }) }, limits),
  );
  const owned = stack.move();
  return {
    clock,
    directory,
    base: gate.url,
    engine,
    transport,
    gate,
    forge,
    storage,
    mirror,
    storageGate,
    requestsAbroad: () => [storage, mirror, otherServer, proxy].flatMap(({ requests }) => requests),
    serveElsewhere(answer) {
      otherAnswer = answer;
      return `${otherServer.origin}/otherServer`;
    },
    onProgress(progress) {
      if (progress.phase === 'transfer') held.set(progress.receivedBytes);
    },
    setPatience: (how) => void waitFor(how === 'little' ? LITTLE_PATIENCE_MS : PATIENCE_MS),
    spoilClient(how) {
      const client = how === 'proxied' ? createProxiedClient(proxy.origin) : createClient(kind, false);
      transport.inner = owned.adopt(client, () => client.close()).transport;
    },
    healClient() {
      transport.inner = sound.transport;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
