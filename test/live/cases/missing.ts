import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { isEngineError } from '../../../src/engine/index.ts';
import type { InstanceClient } from '../../../src/engine/index.ts';
import type { Live } from '../live.ts';
import { offered } from '../outcome.ts';
import type { LiveCase } from '../outcome.ts';

/** A name that does not exist. */
const nobody = (): string => `no-such-${randomBytes(6).toString('hex')}`;

/** The error must be `notFound` for the right thing. A list, even an empty one, would claim that the thing exists. */
function missing(name: string, what: string, ask: (client: InstanceClient, live: Live) => Promise<unknown>): LiveCase {
  const run = async (live: Live): Promise<string> => {
    const { client } = await live.direct();
    const error = await ask(client, live).then(
      (value) => new Error(`an answer in place of an error: ${JSON.stringify(value).slice(0, 80)}`),
      (failure: unknown) => failure,
    );
    if (!isEngineError(error, 'notFound')) throw error;
    assert.equal(error.facts.what, what);
    assert.ok(!error.facts.unrouted, 'the answer did not come from the API');
    return `notFound: ${what}`;
  };
  return { name, run };
}

export const missingCases: readonly LiveCase[] = [
  missing('says that an unknown owner is not there', 'owner', (client) => client.owner(nobody())),
  missing('says so too when asked for its repositories', 'owner', (client) => client.repositories(nobody())),
  missing('and for its packages', 'owner', (client) => client.packages(nobody())),
  missing('reports an unknown repository as missing', 'repository', async (client, live) => {
    const { owner } = offered((await live.finds()).repositories[0], 'no repository with releases was found');
    return client.releases({ owner, repo: nobody() });
  }),
  missing('says that an unknown tag is not there', 'release', async (client, live) => {
    const { version } = offered((await live.finds()).releases[0], 'no release was found');
    return client.version(version.source, nobody());
  }),
  missing('says that an unknown package version is not there', 'package', async (client, live) => {
    const { owner, name } = offered((await live.finds()).packages[0], 'no generic package was found');
    return client.version({ kind: 'genericPackage', owner, package: name }, nobody());
  }),
];
