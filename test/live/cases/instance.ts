import assert from 'node:assert/strict';
import type { LiveCase } from '../outcome.ts';

export const instanceCases: readonly LiveCase[] = [
  {
    name: 'reports the server and its version',
    run: async (live) => {
      const { client } = await live.direct();
      const { kind, version } = await client.instanceInfo();
      assert.match(version, /^v?\d+\.\d+/);
      return `${kind} ${version}`;
    },
  },
  {
    name: 'accepts the token, and knows what it may read',
    run: async (live) => {
      const { client } = await live.direct();
      const finding = await client.features({ refresh: true });
      const expected = live.token === undefined ? 'none' : 'accepted';
      assert.equal(finding.state, expected, `the token is ${finding.state}`);
      assert.deepEqual(client.tokenFinding, finding);
      if (live.token === undefined) return 'no token was given';
      return finding.missing.length > 0 ? `without ${finding.missing.join(', ')}` : 'all four features';
    },
  },
  {
    name: 'names the owner of the token',
    run: async (live) => {
      const { client } = await live.direct();
      const { login } = await client.whoAmI();
      assert.notEqual(login, '');
      return login;
    },
  },
];
