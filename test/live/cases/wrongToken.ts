import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { isEngineError } from '../../../src/engine/index.ts';
import type { Version } from '../../../src/engine/index.ts';
import { chooseTiny, ifOpen } from '../explore.ts';
import type { Live } from '../live.ts';
import { offered } from '../outcome.ts';
import type { LiveCase } from '../outcome.ts';
import { checkBytes } from './downloads.ts';

/** A public release with a small file, searched among a few. */
async function publicRelease(live: Live): Promise<Version | undefined> {
  const { releases } = await live.finds();
  const likely = releases.filter(
    ({ repository, version }) => !repository.private && !version.draft && chooseTiny(version.assets),
  );
  const { client } = await live.lab({ token: null });
  for (const { version } of likely.slice(0, 3)) {
    if (await ifOpen(() => client.version(version.source, version.version))) return version;
  }
  return undefined;
}

const wrong = (): string => randomBytes(20).toString('hex');

export const wrongTokenCases: readonly LiveCase[] = [
  {
    name: 'detects a wrong token',
    run: async (live) => {
      const { client } = await live.lab({ token: wrong() });
      const { state } = await client.features();
      assert.equal(state, 'refused');
      const error: unknown = await client.whoAmI().catch((failure: unknown) => failure);
      assert.ok(isEngineError(error, 'unauthorized') && error.facts.tokenSent, 'whoAmI is not unauthorized');
      return state;
    },
  },
  {
    name: 'gets public releases and files despite a wrong token',
    run: async (live) => {
      const { source, version, assets } = offered(await publicRelease(live), 'no public release was found');
      const { client, engine } = await live.lab({ token: wrong() });
      assert.equal((await client.version(source, version)).version, version);
      assert.equal(client.tokenFinding.state, 'refused');
      const asset = offered(chooseTiny(assets), 'no small file');
      return checkBytes(await engine.obtain(asset), asset);
    },
  },
  {
    name: 'fetches nothing from another host without consent',
    run: async (live) => {
      const assets = (await live.finds()).releases.flatMap(({ version }) => version.assets);
      const external = offered(
        assets.find(({ storage }) => storage === 'external'),
        'no external asset was found',
      );
      const { engine } = await live.lab();
      const { result: error, seen } = await live.traffic.during(() =>
        engine.obtain(external).catch((failure: unknown) => failure),
      );
      const there = new URL(external.externalUrl ?? '').origin;
      assert.ok(!seen.some(({ origin }) => origin === there), 'that host got a request');
      assert.ok(isEngineError(error, 'hostNotAllowed'), `${String(error)} instead of hostNotAllowed`);
      return `${external.name} on ${error.facts.host}`;
    },
  },
];
