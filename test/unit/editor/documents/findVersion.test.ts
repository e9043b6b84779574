import assert from 'node:assert/strict';
import { versionOrDraft } from '../../../../src/editor/documents/versionOrDraft.ts';
import { isEngineError } from '../../../../src/engine/index.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { makeEngine } from '../../../support/testEngine.ts';
import type { TestEngine } from '../../../support/testEngine.ts';

const TOKEN = 'token-of-alice';
const SOURCE = { kind: 'release', owner: 'alice', repo: 'hello' } as const;

describe('findVersion', () => {
  const directory = useTempDir();
  let forge: Forge;
  let made: TestEngine;

  beforeEach(async () => {
    const builder = new ContentBuilder().account('alice').token(TOKEN, 'alice', ['repository']);
    const hello = builder.repository('alice', 'hello', {});
    builder.release(hello, 'v2', { 'next.zip': Buffer.from('next') }, { draft: true });
    builder.release(hello, 'v1', { 'a.zip': Buffer.from('a') });
    forge = await startForge({ content: builder.content });
    made = await makeEngine(directory(), { token: () => Promise.resolve(TOKEN) });
  });
  afterEach(async () => {
    await made[Symbol.asyncDispose]();
    await forge.close();
  });

  const find = async (version: string): Promise<string[]> => {
    const found = await versionOrDraft(made.engine, { instance: forge.url, source: SOURCE, version });
    return found.assets.map(({ name }) => name);
  };

  it('returns a release by its tag', async () => assert.deepEqual(await find('v1'), ['a.zip']));

  it('returns a draft, whose tag does not exist yet, from the list', async () => {
    forge.faults.add({ kind: 'status', status: 404, path: /releases\/tags/ });
    assert.deepEqual(await find('v2'), ['next.zip']);
  });

  it('reports a version that is in neither', async () => {
    await assert.rejects(find('v3'), (error) => isEngineError(error, 'notFound') && error.facts.what === 'release');
  });
});
