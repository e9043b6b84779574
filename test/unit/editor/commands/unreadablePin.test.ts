import assert from 'node:assert/strict';
import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { pinDigest, unpinDigest } from '../../../../src/editor/commands/pinDigest.ts';
import { isEngineError, recordKey } from '../../../../src/engine/index.ts';
import type { Asset } from '../../../../src/engine/index.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const BODY = Buffer.from('a tool');

describe('a damaged pin', () => {
  const directory = useTempDir();
  let forge: Forge;
  let ui: FakeUi;
  let fake: FakeServices;
  let asset: Asset;
  const row = () => ({ kind: 'asset', id: 'x', parent: undefined, asset, key: recordKey(asset) });

  beforeEach(async () => {
    const builder = new ContentBuilder().account('alice');
    builder.release(builder.repository('alice', 'tool'), 'v1', { tool: BODY });
    forge = await startForge({ content: builder.content });
    ui = new FakeUi();
    fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }]);
    const source = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
    [asset] = (await fake.engine.version(forge.url, source, 'v1')).value.assets as [Asset];
    await fake.engine.pin(asset, { sha256: sha256Of('another') });
    const room = join(directory(), 'memory-v1', 'pins');
    for (const name of await readdir(room)) await truncate(join(room, name), 10);
  });
  afterEach(async () => {
    ui.finish();
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  it('keeps the file from being used', async () => {
    const [outcome] = await fake.services.downloads.start([asset]);
    assert.ok(outcome?.state === 'failed' && isEngineError(outcome.error, 'storage'), outcome?.state);
  });

  it('is removed by Unpin Digest', async () => {
    await unpinDigest(fake.services, row());
    assert.deepEqual(ui.texts('inform'), ['The digest of tool is no longer pinned.']);
    assert.equal((await fake.services.downloads.start([asset]))[0]?.state, 'done');
  });

  it('is repaired by Pin Digest', async () => {
    ui.next({ input: sha256Of(BODY) });
    await pinDigest(fake.services, row());
    assert.equal((await fake.services.downloads.start([asset]))[0]?.state, 'done');
  });
});
