import assert from 'node:assert/strict';
import { describeError } from '../../../src/words/describeError.ts';
import { isEngineError } from '../../../src/engine/errors.ts';
import type { EngineError } from '../../../src/engine/errors.ts';
import { ContentBuilder } from '../../support/forge/content.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge } from '../../support/forge/forge.ts';
import { addManyReleases } from '../../support/forge/scale.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';
import type { TestEngine } from '../../support/testEngine.ts';

const SAW = { kind: 'release', owner: 'tools', repo: 'saw' } as const;
const LISTED = 2000;

describe('a repository with more releases than are listed', () => {
  const directory = useTempDir();
  let forge: Forge;
  let made: TestEngine;

  /** Versions by tag, newest first, then nightlies until the list is longer than anybody reads, then v1.0.0. */
  const open = async (...newest: readonly string[]): Promise<void> => {
    const builder = new ContentBuilder().account('tools');
    const repository = builder.repository('tools', 'saw');
    const files = { 'saw-linux-x64': Buffer.from('saw') };
    for (const tag of newest.toReversed()) builder.release(repository, tag, files);
    addManyReleases(repository, { count: LISTED + 50 });
    for (const release of repository.releases) {
      if (release.tag.startsWith('many-')) Object.assign(release, { prerelease: true });
    }
    const aside = new ContentBuilder().account('tools');
    aside.release(aside.repository('tools', 'saw'), 'v1.0.0', files, { createdAt: new Date(1) });
    repository.releases.push(...(aside.content.repositories[0]?.releases ?? []));
    forge = await startForge({ content: builder.content });
    made = await makeEngine(directory());
  };
  afterEach(async () => {
    await made[Symbol.asyncDispose]();
    await forge.close();
  });

  const failureOf = async (range: string): Promise<EngineError<'noVersion'>> => {
    const error: unknown = await made.engine.resolve(forge.url, SAW, range).then(
      () => assert.fail('it was found'),
      (reason: unknown) => reason,
    );
    assert.ok(isEngineError(error, 'noVersion'), String(error));
    return error;
  };

  it('returns an old version by its tag, with one request', async () => {
    await open();
    const { version, cutAt } = await made.engine.resolve(forge.url, SAW, 'v1.0.0');
    assert.deepEqual([version.version, cutAt], ['v1.0.0', undefined]);
    assert.equal(forge.requests.filter(({ path }) => path.includes('/releases')).length, 1);
    const spec = { instance: forge.url, source: SAW, version: '=v1.0.0' };
    const [locked] = await made.engine.lock({ tools: new Map([['saw', spec]]) });
    assert.ok(locked?.ok);
    assert.equal(locked.update.after.version, 'v1.0.0');
  });

  it('reports that the list was cut, never that the version does not exist', async () => {
    await open();
    for (const range of ['^1.0', 'latest', '1.0.0']) {
      const error = await failureOf(range);
      assert.equal(error.facts.cutAt, LISTED, range);
      assert.match(
        describeError(error).message,
        /Only the newest 2,000 releases were searched\. For an older one, use its full tag\./,
      );
    }
  });

  it('chooses the newest matching release, and reports that there are more', async () => {
    await open('v2.1.0', 'v2.0.0');
    for (const range of ['^2.0', 'latest']) {
      const { version, cutAt } = await made.engine.resolve(forge.url, SAW, range);
      assert.deepEqual([version.version, cutAt], ['v2.1.0', LISTED]);
    }
    const spec = { instance: forge.url, source: SAW, version: '^2' };
    const [locked] = await made.engine.lock({ tools: new Map([['saw', spec]]) });
    assert.ok(locked?.ok);
    assert.equal(locked.update.cutAt, LISTED);
  });
});
