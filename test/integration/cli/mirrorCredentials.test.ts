import assert from 'node:assert/strict';
import { tokenVariable } from '../../../src/cli/instances.ts';
import { useCli } from '../../support/cliRig.ts';
import { startBazelRemote } from '../../support/mirrors/bazelRemote.ts';
import type { BazelRemote } from '../../support/mirrors/bazelRemote.ts';

describe('the command line with credentials of mirrors', () => {
  const rig = useCli();
  let remote: BazelRemote;
  beforeEach(async () => {
    remote = await startBazelRemote();
    await rig.lock('greet', '1.0.0');
  });
  afterEach(() => remote.close());

  it('sends a credential to its own mirror only, not to another on the same host', async () => {
    const mirrors = ['--mirror', `${remote.origin}/a`, '--mirror', `${remote.origin}/b`];
    const variable = tokenVariable(`${remote.origin}/a/`, 'FORGEJO_ARTIFACTS_MIRROR_TOKEN');
    assert.match(variable, /___2FA$/);
    const args = ['-C', rig.directory(), 'restore', ...mirrors, ...rig.cacheAt('fresh')];
    const { code, stderr } = await rig.run({ args, env: { ...rig.env(), [variable]: 'secretA' } });
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      remote.requests.map(({ path, headers }) => [path.slice(0, 7), headers.authorization]),
      [
        ['/a/cas/', 'Bearer secretA'],
        ['/b/cas/', undefined],
      ],
    );
    remote.requests.length = 0;
    const plain = await rig.run({ args, env: { ...rig.env(), FORGEJO_ARTIFACTS_MIRROR_TOKEN: 'secretA' } });
    assert.equal(plain.code, 2);
    assert.match(plain.stderr, /is for a single mirror, but several are named\./);
    assert.deepEqual(remote.requests, []);
  });

  it('sends no credential along a redirect to another mirror on the same host', async () => {
    remote.script.push((request, response) => {
      response.writeHead(302, { location: `/b${request.url}` }).end();
    });
    const args = ['-C', rig.directory(), 'restore', '--mirror', remote.origin, ...rig.cacheAt('fresh')];
    const { code } = await rig.run({ args, env: { ...rig.env(), FORGEJO_ARTIFACTS_MIRROR_TOKEN: 'secretA' } });
    assert.equal(code, 0);
    assert.deepEqual(
      remote.requests.map(({ path, headers }) => [path.replace(/[0-9a-f]{64}$/, ''), headers.authorization]),
      [
        ['/cas/', 'Bearer secretA'],
        ['/b/cas/', undefined],
      ],
    );
  });

  it('uploads with the credential of each mirror on one host', async () => {
    const cache = rig.cacheAt('of who restores');
    assert.equal((await rig.call('restore', ...cache)).code, 0);
    const mirrors = ['--mirror', `${remote.origin}/a`, '--mirror', `${remote.origin}/b`];
    const variable = tokenVariable(`${remote.origin}/b/`, 'FORGEJO_ARTIFACTS_MIRROR_TOKEN');
    const args = ['-C', rig.directory(), 'restore', '--mirror-upload', ...mirrors, ...cache];
    await rig.run({ args, env: { ...rig.env(), [variable]: 'secretB' } });
    const seen = remote.requests.map(({ path, headers }) => `${path.slice(0, 3)} ${headers.authorization}`);
    assert.deepEqual([...new Set(seen)], ['/a/ undefined', '/b/ Bearer secretB']);
  });
});
