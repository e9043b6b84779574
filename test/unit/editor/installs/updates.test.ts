import assert from 'node:assert/strict';
import { followedOf } from '../../../../src/editor/installs/followed.ts';
import { toolId } from '../../../../src/editor/installs/groupInstalled.ts';
import { Updates } from '../../../../src/editor/installs/updates.ts';
import { EngineError } from '../../../../src/engine/index.ts';
import { findNewer } from '../../../../src/engine/project/findNewer.ts';
import type { Engine, Installed } from '../../../../src/engine/index.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeEmitter } from '../../../support/fakeEmitter.ts';
import { makeInstalled } from '../../../support/makeInstalled.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';

const HOUR_MS = 3_600_000;
const release = (version: string, rest: object = {}) => ({
  version,
  createdAt: 0,
  draft: false,
  prerelease: false,
  ...rest,
});

describe('Updates', () => {
  let clock: FakeClock;
  let log: MemoryLog;
  let state: MemoryMemento;
  let changed: FakeEmitter<void>;
  /** The repositories that were asked, in order, and what each answers. */
  let asked: string[];
  let answers: Record<string, readonly ReturnType<typeof release>[] | Error>;

  let minimumAgeMs: number;

  beforeEach(() => {
    minimumAgeMs = 0;
    clock = new FakeClock();
    log = new MemoryLog();
    state = new MemoryMemento();
    changed = new FakeEmitter<void>();
    asked = [];
    answers = { tool: [release('v1.5.2'), release('v1.4.0')] };
  });

  const client = (instance: string): unknown => ({
    releases: async ({ repo }: { repo: string }) => {
      asked.push(`${instance} ${repo}`);
      const answer = answers[repo] ?? [];
      if (answer instanceof Error) throw answer;
      return { items: answer };
    },
    packages: async (owner: string, { query }: { query: string }) => {
      asked.push(`${instance} package ${owner}/${query}`);
      return [{ versions: [{ version: '2.0.0', createdAt: 2 }] }];
    },
  });
  const make = (): Updates =>
    new Updates({
      clock,
      log,
      state,
      engine: {
        get: () => ({
          newer: (all, options) =>
            findNewer(
              all,
              { client: client as Engine['client'], minimumAge: () => ({ minimumAgeMs, now: 0 }) },
              options,
            ),
        }),
      },
      changed: changed as unknown as ConstructorParameters<typeof Updates>[0]['changed'],
    });
  const newerOf = (updates: Updates, ...installed: readonly Installed[]): string | undefined =>
    updates.newer(
      toolId(installed[0]!.tool),
      installed.map(({ asset }) => asset.version),
    );

  const old = makeInstalled({ version: 'v1.4.0' });

  it('finds the newest version of a release and notifies', async () => {
    const updates = make();
    assert.equal(newerOf(updates, old), undefined);
    assert.deepEqual(await updates.check(followedOf([old], [])), []);
    assert.equal(newerOf(updates, old), 'v1.5.2');
    assert.equal(changed.fired.length, 1);
  });

  it('compares with the version in use, not with the last installed one', async () => {
    const updates = make();
    const newest = makeInstalled({ version: 'v1.5.2', active: false });
    await updates.check(followedOf([newest, old], []));
    assert.equal(newerOf(updates, newest, old), undefined, 'an installed version is not an update');
    await updates.check(followedOf([old], []));
    assert.equal(newerOf(updates, old), 'v1.5.2');
  });

  it('offers versions that are old enough and knows when the others will be', async () => {
    minimumAgeMs = 24 * HOUR_MS;
    answers['tool'] = [release('v1.6.0', { createdAt: -HOUR_MS }), release('v1.5.2', { createdAt: -25 * HOUR_MS })];
    const updates = make();
    await updates.check(followedOf([old], []));
    assert.equal(newerOf(updates, old), 'v1.5.2');
    assert.deepEqual(updates.skipped, [{ name: 'tool', version: 'v1.6.0', until: 23 * HOUR_MS }]);
  });

  it('finds the versions of packages', async () => {
    const source = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;
    const installed = makeInstalled({ version: '1.0.0', source });
    const updates = make();
    await updates.check(followedOf([installed], []));
    assert.equal(newerOf(updates, installed), '2.0.0');
  });

  it('asks once for several tools of one repository', async () => {
    await make().check(followedOf([old, makeInstalled({ version: 'v1.4.0', tool: 'other' })], []));
    assert.deepEqual(asked, ['https://git.example.org/ tool']);
  });

  it('forgets the newer version of a tool whose instance was removed, and reports why it was not contacted', async () => {
    const updates = make();
    await updates.check(followedOf([old], []));
    const failure = new EngineError('unknownInstance', 'no', { instance: 'https://git.example.org/' });
    answers['tool'] = failure;
    assert.deepEqual(await updates.check(followedOf([old], [])), [failure]);
    assert.equal(newerOf(updates, old), undefined);
  });

  it('checks at most once a day by itself, across all windows', async () => {
    await make().checkDaily(followedOf([old], []));
    await make().checkDaily(followedOf([old], []));
    await clock.advance(23 * HOUR_MS);
    await make().checkDaily(followedOf([old], []));
    assert.equal(asked.length, 1);
    await clock.advance(HOUR_MS);
    await make().checkDaily(followedOf([old], []));
    assert.equal(asked.length, 2);
  });

  it('contacts nobody if nothing is installed', async () => {
    await make().checkDaily([]);
    assert.equal(state.keys().length, 0);
  });

  it('keeps the earlier result for a tool that could not be checked, and returns the failure', async () => {
    const updates = make();
    await updates.check(followedOf([old], []));
    const failure = new Error('no answer');
    answers['tool'] = failure;
    assert.deepEqual(await updates.check(followedOf([old], [])), [failure]);
    assert.equal(newerOf(updates, old), 'v1.5.2');
  });

  it('does not retry the same day after a failure, and only logs it', async () => {
    answers['tool'] = new Error('no answer');
    await make().checkDaily(followedOf([old], []));
    await make().checkDaily(followedOf([old], []));
    assert.equal(asked.length, 1);
    assert.match(log.lines.join('\n'), /no answer/);
  });

  it('forgets a version that is no longer the newest', async () => {
    const updates = make();
    await updates.check(followedOf([old], []));
    answers['tool'] = [release('v1.4.0')];
    await updates.check(followedOf([old], []));
    assert.equal(newerOf(updates, old), undefined);
  });
});
