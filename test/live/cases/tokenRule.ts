import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { isEngineError } from '../../../src/engine/index.ts';
import { chooseTiny } from '../explore.ts';
import { TRANSPORTS } from '../live.ts';
import type { Lab, Live, TransportKind } from '../live.ts';
import { NotOffered, offered } from '../outcome.ts';
import type { LiveCase } from '../outcome.ts';
import { RecordingProxy } from '../proxy.ts';
import { leaks } from '../traffic.ts';
import { checkBytes } from './downloads.ts';

/**
 * The instance at an address on loopback, and next to it a second proxy in the role of a storage. The engine gets a made-up
 * token. The first proxy replaces it with the real one; the second always sends the real one, as a signed address would.
 */
interface Stage {
  readonly instance: RecordingProxy;
  readonly storage: RecordingProxy;
  readonly lab: Lab;
  /** The paths of the requests to a proxy that had the made-up token. */
  readonly withToken: (proxy: RecordingProxy) => readonly string[];
}

type Play = (stage: Stage, live: Live) => Promise<string>;

async function onStage(live: Live, transport: TransportKind, play: Play): Promise<string> {
  const real = live.token === undefined ? undefined : `token ${live.token}`;
  const upstream = live.base;
  const canary = `canary-${randomBytes(8).toString('hex')}`;
  const instance = await RecordingProxy.start({ upstream, authorizationFor: (arrived) => arrived && real });
  const storage = await RecordingProxy.start({ upstream, authorizationFor: () => real });
  const lab = await live.lab({ base: instance.base, token: canary, transport });
  const carries = (authorization: string | undefined): boolean => `${authorization}`.includes(canary);
  const withToken: Stage['withToken'] = ({ arrivals }) =>
    arrivals.filter(({ authorization }) => carries(authorization)).map(({ path }) => path);
  try {
    return await play({ instance, storage, lab, withToken }, live);
  } finally {
    await lab.close();
    await instance.close();
    await storage.close();
  }
}

/** Makes one call. Its result does not matter, only the requests that it sends. */
async function callOnce({ client }: Lab): Promise<void> {
  await client.instanceInfo().catch((error: unknown) => {
    if (!isEngineError(error)) throw error;
  });
}

const VERSION = 'api/v1/version';

/** Redirects the first call for the version to `where`; later requests are answered. */
function redirectVersion({ instance }: Stage, where: string): void {
  const start = new URL(`${instance.base}${VERSION}`).pathname;
  instance.redirect = (path) => (path === start ? where : undefined);
}

const below = ({ lab }: Stage): string => new URL(lab.client.base).pathname;

/**
 * All credentials that arrived at a proxy, or at one path of it. Fails if there was no request at all, since that would
 * prove nothing.
 */
function credentialsAt({ arrivals }: RecordingProxy, path?: string): readonly string[] {
  const there = arrivals.filter((arrival) => path === undefined || arrival.path === path);
  assert.ok(there.length > 0, 'the redirect was not followed');
  return there.flatMap(({ authorization }) => authorization ?? []);
}

const goesHome: Play = async (stage) => {
  await callOnce(stage.lab);
  const [path] = stage.withToken(stage.instance);
  assert.equal(path, `${below(stage)}${VERSION}`);
  return `${stage.instance.origin}${path}: Authorization`;
};

const stopsAtAnotherOrigin: Play = async (stage) => {
  const { instance, storage, lab } = stage;
  redirectVersion(stage, `${storage.base}${VERSION}`);
  await callOnce(lab);
  assert.ok(stage.withToken(instance).length > 0, 'the token was never sent');
  assert.deepEqual(storage.arrivals, [], 'the redirect was followed');
  return `${instance.origin}: Authorization; ${storage.origin}: no request`;
};

const staysFromOtherPaths: Play = async (stage, live) => {
  const { instance, lab } = stage;
  const otherPath = `/beside${new URL(live.base).pathname}api/healthz`;
  redirectVersion(stage, `${instance.origin}${otherPath}`);
  await callOnce(lab);
  assert.ok(stage.withToken(instance).length > 0, 'the token was never sent');
  assert.deepEqual(credentialsAt(instance, otherPath), [], 'a credential was sent');
  return `${below(stage)}${VERSION}: Authorization; ${otherPath}: none`;
};

/** Redirects files to the storage. */
function redirectFiles({ instance, storage }: Stage): void {
  instance.redirect = (path) => (path.includes('/attachments/') ? `${storage.origin}${path}` : undefined);
}

const staysAwayAfterDetour: Play = async (stage, live) => {
  const { instance, storage, lab } = stage;
  const asset = { ...(await tinyOf(live)), instance: instance.base };
  const back = `${below(stage)}api/v1/settings/api`;
  redirectFiles(stage);
  storage.redirect = () => `${instance.origin}${back}`;
  // What comes back is no file of the release, so it is refused.
  await assert.rejects(lab.engine.obtain(asset), isEngineError);
  assert.deepEqual(credentialsAt(instance, back), [], 'a credential was sent');
  return `${back} after ${storage.origin}: none`;
};

const fileFromStorage: Play = async (stage, live) => {
  const { instance, storage, lab } = stage;
  const asset = { ...(await tinyOf(live)), instance: instance.base };
  redirectFiles(stage);
  const found = await lab.engine.obtain(asset).catch(unlessRefused);
  const detail = await checkBytes(found, asset);
  assert.deepEqual(credentialsAt(storage), [], 'a credential was sent');
  return `${storage.origin}${storage.arrivals[0]?.path}: none; ${detail}`;
};

/** The storage's proxy sends the real token, whose scopes may not include attachments. */
function unlessRefused(error: unknown): never {
  const isRefusal = isEngineError(error, 'server') && [401, 403].includes(error.facts.status);
  throw isRefusal ? new NotOffered('the token may not read attachments') : error;
}

const neverToRootUrl: Play = async ({ instance, lab }, live) => {
  const { source, version } = await tinyOf(live);
  const { result: found, seen } = await live.traffic.during(async () => {
    const release = await lab.client.version(source, version);
    const asset = offered(chooseTiny(release.assets), 'no small file');
    await lab.engine.obtain(asset);
    return asset;
  });
  const named = [...instance.namedOrigins].filter((origin) => origin !== instance.origin);
  assert.ok(named.length > 0, 'no address was named');
  const allowed = new Set([instance.origin, ...seen.map(({ redirectedTo }) => redirectedTo)]);
  assert.deepEqual(
    seen.filter(({ origin }) => !allowed.has(origin)),
    [],
  );
  return `${found.name} came from ${instance.origin}, the server says ${named.join()}`;
};

const PLAYS: readonly (readonly [name: string, play: Play])[] = [
  ['sends the token to its instance', goesHome],
  ['accepts no answer of the API from another origin', stopsAtAnotherOrigin],
  ['keeps the token from other paths of the same origin', staysFromOtherPaths],
  ['does not send the token again when a file comes back from a detour', staysAwayAfterDetour],
  ['gets a file from another origin without the token', fileFromStorage],
  ["never visits the server's own idea of its address", neverToRootUrl],
];

export const tokenCases: readonly LiveCase[] = [
  ...TRANSPORTS.flatMap((transport) =>
    PLAYS.map(([name, play]) => ({
      name: `${name} over ${transport}`,
      run: (live: Live) => onStage(live, transport, play),
    })),
  ),
  {
    name: 'sent no token outside its instance during the whole run',
    run: async ({ traffic }) => {
      const leaked = leaks(traffic.seen).map(({ origin, path }) => `${origin}${path}`);
      assert.deepEqual(leaked, []);
      return `${traffic.seen.length} requests, ${traffic.seen.filter(({ authorized }) => authorized).length} with a token`;
    },
  },
];

async function tinyOf(live: Live) {
  const { releases } = await live.finds();
  const assets = releases.filter(({ version }) => !version.draft).flatMap(({ version }) => version.assets);
  return offered(chooseTiny(assets), 'no release with a small file was found');
}
