import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import type { Package } from '../../../../src/engine/index.ts';
import type { InstanceSetting } from '../../../../src/editor/settings/settingsModel.ts';
import { childId } from '../../../../src/editor/tree/nodeIds.ts';
import type { OwnerNode, TreeNode } from '../../../../src/editor/tree/nodes.ts';
import { ownerRows } from '../../../../src/editor/tree/ownerRows.ts';
import { instanceRows, rootRows, wantsToken } from '../../../../src/editor/tree/rootRows.ts';
import { LOOK, ListsRig, pageOf, signedIn } from '../../../support/fakeLists.ts';
import type { FakeClient } from '../../../support/fakeLists.ts';
import { say } from '../../../support/sayRows.ts';
import { BASE, instanceNode, makeRepository } from '../../../support/treeNodes.ts';

const host = 'git.example.org';
const DOWN = new EngineError('network', 'down', { host, reason: 'ECONNREFUSED' });
const CLOSED = new EngineError('forbidden', '403', { host, tokenSent: false });
const NO_SCOPE = new EngineError('forbidden', '403', { host, tokenSent: true, missingScope: 'read:package' });

const setting = (rest: Partial<InstanceSetting> = {}): InstanceSetting => ({
  url: BASE,
  name: 'Example',
  owners: [],
  repositories: [],
  token: { kind: 'secret' },
  ...rest,
});

const tool = (rest: Partial<Package> = {}): Package => ({
  instance: BASE,
  owner: 'alice',
  name: 'tool',
  repository: undefined,
  versions: [
    { version: '2', createdAt: undefined },
    { version: '1', createdAt: undefined },
  ],
  ...rest,
});

describe('the rows of the root', () => {
  it("lists unusable settings, the workspace's repositories, and the instances in order", () => {
    const problem = { key: 'forgejoArtifacts.cache.maxSize', reason: 'must be a size' };
    const two = setting({ url: 'https://codeberg.org/' });
    const remote = { instance: BASE, owner: 'a', repo: 'b' };
    const kinds = rootRows([problem], [setting(), two], [remote]).map((row) => row.kind);
    assert.deepEqual(kinds, ['message', 'workspace', 'instance', 'instance']);
    assert.deepEqual(
      rootRows([], [setting()], []).map((row) => row.kind),
      ['instance'],
    );
  });
});

describe('the rows of an instance', () => {
  const rowsOf = async (client: FakeClient, own = setting()): Promise<readonly TreeNode[]> =>
    instanceRows(instanceNode(), { lists: new ListsRig(client).lists, setting: own }, LOOK);

  it("lists added rows and the user's own, each once", async () => {
    const own = setting({ repositories: ['x/y'], owners: ['Tools', 'bob'] });
    assert.deepEqual(say(await rowsOf(signedIn('alice'), own)), ['added x/y', 'added Tools', 'added bob', 'own alice']);
  });

  it('offers next steps if nothing was added and nobody is signed in', async () => {
    assert.deepEqual(say(await rowsOf(signedIn(undefined))), [
      'hint: Search repositories…',
      'hint: Add a repository by its name…',
      'hint: Sign in to see your own…',
    ]);
  });

  it("names the scope that is missing for the user's own repositories", async () => {
    const rows = await rowsOf(signedIn('alice', { missing: ['user', 'organization'] }), setting({ owners: ['bob'] }));
    assert.deepEqual(say(rows), [
      'hint: Your repositories are not listed: the token lacks read:user and read:organization',
      'added bob',
    ]);
  });

  it('shows that the token was refused', async () => {
    const rows = await rowsOf(signedIn('alice', { state: 'refused' }));
    assert.deepEqual(say(rows), ['error: The token is refused; it may have been revoked']);
  });

  it('shows that the token cannot be sent', async () => {
    const rows = await rowsOf(signedIn('alice', { state: 'malformed' }));
    assert.deepEqual(say(rows), [
      'error: The token contains a space or another character that no token has, so it is not sent',
    ]);
  });

  it('shows why an instance does not answer, and keeps added rows', async () => {
    const client = { ...signedIn('alice'), features: () => Promise.reject(DOWN) };
    assert.deepEqual(say(await rowsOf(client, setting({ owners: ['bob'] }))), [
      'error: git.example.org refuses connections',
      'added bob',
    ]);
  });

  it('shows only a sign-in row if the instance shows nothing without a token', async () => {
    const rows = await rowsOf({ ...signedIn(undefined), instanceInfo: () => Promise.reject(CLOSED) });
    assert.equal(wantsToken(rows), true);
    assert.equal(wantsToken(await rowsOf(signedIn(undefined))), false);
    assert.equal(wantsToken(await rowsOf({ ...signedIn('a'), features: () => Promise.reject(NO_SCOPE) })), false);
    assert.equal(wantsToken(await rowsOf({ ...signedIn('a'), features: () => Promise.reject(DOWN) })), false);
  });
});

describe('the rows of an owner', () => {
  const instance = instanceNode();
  const owner: OwnerNode = {
    kind: 'owner',
    id: childId(instance, 'owner', 'alice'),
    parent: instance,
    instance: BASE,
    owner: 'alice',
    listing: 'own',
    isOrganization: false,
  };
  const rowsOf = (client: FakeClient, steps = 1): Promise<readonly TreeNode[]> =>
    ownerRows(owner, { lists: new ListsRig(client).lists, steps }, LOOK);
  const repositories = [
    makeRepository({ name: 'tool' }),
    makeRepository({ name: 'tags-only', releaseCount: 0 }),
    makeRepository({ name: 'off', hasReleases: false }),
  ];
  const good: FakeClient = {
    repositories: () => Promise.resolve(pageOf(repositories)),
    packages: () => Promise.resolve([tool()]),
  };

  it('lists repositories with releases, then packages', async () => {
    assert.deepEqual(say(await rowsOf(good)), ['listed alice/tool', 'packages']);
  });

  it('has no "Packages" if there are none', async () => {
    assert.deepEqual(say(await rowsOf({ ...good, packages: () => Promise.resolve([]) })), ['listed alice/tool']);
  });

  it('has "Packages" if it is unknown whether there are any', async () => {
    const rows = await rowsOf({ ...good, packages: () => Promise.reject(NO_SCOPE) });
    assert.deepEqual(say(rows), ['listed alice/tool', 'packages']);
  });

  it('shows that there is nothing, distinct from a failure', async () => {
    const none = { repositories: () => Promise.resolve(pageOf([])), packages: () => Promise.resolve([]) } as FakeClient;
    assert.deepEqual(say(await rowsOf(none)), [
      'empty: Nothing to download: none of these repositories has releases, and there are no packages.',
    ]);
    const half = await rowsOf({ ...good, repositories: () => Promise.reject(DOWN) });
    assert.deepEqual(say(half), ['error: git.example.org refuses connections', 'packages']);
    const failing = rowsOf({ repositories: () => Promise.reject(DOWN), packages: () => Promise.reject(DOWN) });
    await assert.rejects(failing, DOWN);
  });

  it('skips pages without releases, and counts what was searched', async () => {
    const rig = new ListsRig({
      ...good,
      repositories: (_login, options) =>
        Promise.resolve(
          pageOf(
            options?.page === 3 ? repositories : [makeRepository({ name: `empty ${options?.page}`, releaseCount: 0 })],
            {
              hasMore: true,
              totalCount: 400,
            },
          ),
        ),
    });
    const rows = await ownerRows(owner, { lists: rig.lists, steps: 1 }, LOOK);
    assert.deepEqual(say(rows), ['listed alice/tool', 'more 6 of 400', 'packages']);
    assert.equal(rig.calls.filter((name) => name === 'repositories').length, 4);
  });
});
