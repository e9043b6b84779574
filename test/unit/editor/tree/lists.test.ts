import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import { LOOK, ListsRig, pageOf, signedIn } from '../../../support/fakeLists.ts';
import type { FakeClient } from '../../../support/fakeLists.ts';
import { BASE } from '../../../support/treeNodes.ts';

const DOWN = new EngineError('network', 'down', { host: 'git.example.org' });
const AT = { instance: BASE, owner: 'alice' };

describe('Lists', () => {
  it('loads a list once while it is fresh, and again on refresh or when it is old', async () => {
    const rig = new ListsRig({ repositories: () => Promise.resolve(pageOf([])) });
    await rig.lists.repositories(AT, 1, LOOK);
    await rig.lists.repositories(AT, 1, LOOK);
    assert.equal(rig.calls.length, 1);
    await rig.lists.repositories(AT, 1, { ...LOOK, refresh: true });
    assert.equal(rig.calls.length, 2);
    await rig.clock.advance(60_001);
    await rig.lists.repositories(AT, 1, LOOK);
    assert.equal(rig.calls.length, 3);
    await rig.lists.repositories(AT, 2, LOOK);
    assert.equal(rig.calls.length, 4);
  });

  it('reports the outcome, and when the instance last answered', async () => {
    let isDown = false;
    const rig = new ListsRig({ packages: () => (isDown ? Promise.reject(DOWN) : Promise.resolve([])) });
    const at = rig.clock.now();
    await rig.lists.packages(AT, LOOK);
    isDown = true;
    await rig.clock.advance(1000);
    const found = await rig.lists.packages(AT, { ...LOOK, refresh: true });
    assert.equal(found.staleBecause, DOWN);
    assert.deepEqual(rig.outcomes, [undefined, DOWN]);
    assert.equal(rig.lists.answeredAt(BASE), at);
    await assert.rejects(rig.lists.packages({ ...AT, owner: 'bob' }, LOOK), DOWN);
    assert.deepEqual(rig.outcomes, [undefined, DOWN, DOWN]);
  });

  it('does not count a missing token as an answer', async () => {
    const rig = new ListsRig(signedIn(undefined));
    await rig.lists.account(BASE, LOOK);
    assert.deepEqual([rig.outcomes, rig.lists.answeredAt(BASE)], [[], undefined]);
    assert.deepEqual(rig.accounts, [{ finding: { state: 'none', missing: [] }, login: undefined, organizations: [] }]);
  });

  it('requests only what the token may read', async () => {
    const rig = new ListsRig(signedIn('alice', { missing: ['organization'] }));
    const { value } = await rig.lists.account(BASE, LOOK);
    assert.deepEqual([value.login, value.organizations], ['alice', []]);
    assert.deepEqual(rig.calls, ['features', 'whoAmI']);
  });

  it('tries another token once', async () => {
    const refreshed: unknown[] = [];
    const features: FakeClient['features'] = (options) => {
      refreshed.push(options?.refresh);
      return Promise.resolve({ state: 'none', missing: [] });
    };
    const rig = new ListsRig({ features });
    await rig.lists.account(BASE, LOOK);
    await rig.lists.forget(BASE);
    await rig.lists.account(BASE, LOOK);
    await rig.clock.advance(60_001);
    await rig.lists.account(BASE, LOOK);
    assert.deepEqual(refreshed, [false, true, false]);
  });

  it('forgets one instance without the others', async () => {
    const rig = new ListsRig({ packages: () => Promise.resolve([]) });
    const other = { instance: 'https://codeberg.org/', owner: 'alice' };
    await rig.lists.packages(AT, LOOK);
    await rig.lists.packages(other, LOOK);
    await rig.lists.forget(BASE);
    assert.equal(rig.lists.answeredAt(BASE), undefined);
    await rig.lists.packages(other, LOOK);
    assert.equal(rig.calls.length, 2);
    await rig.lists.packages(AT, LOOK);
    assert.equal(rig.calls.length, 3);
  });

  it('reports nothing about the instance when a look-up was stopped', async () => {
    const rig = new ListsRig({ packages: () => new Promise(() => undefined) });
    const stop = new AbortController();
    const asked = rig.lists.packages(AT, { refresh: false, signal: stop.signal });
    stop.abort();
    await assert.rejects(asked, { name: 'AbortError' });
    assert.deepEqual(rig.outcomes, []);
  });
});
