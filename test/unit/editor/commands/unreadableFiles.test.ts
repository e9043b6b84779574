import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evict } from '../../../../src/editor/commands/evict.ts';
import { evictAll } from '../../../../src/editor/commands/evictAll.ts';
import { verify } from '../../../../src/editor/commands/verify.ts';
import { verifyAll } from '../../../../src/editor/commands/verifyAll.ts';
import { recordKey } from '../../../../src/engine/index.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('commands on files whose records cannot be read', () => {
  const directory = useTempDir();
  let forge: Forge;
  beforeEach(async () => {
    const builder = new ContentBuilder().account('alice');
    builder.packageVersion('alice', 'tool', '1.0.0', { 'a.bin': Buffer.from('a'), 'b.bin': Buffer.from('b') });
    forge = await startForge({ content: builder.content });
  });
  afterEach(() => forge.close());

  it('names the files that cannot be read, in Verify All, Empty Cache and the lists to pick from', async () => {
    const ui = new FakeUi();
    await using fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }]);
    const source = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;
    const { assets } = (await fake.engine.version(forge.url, source, '1.0.0')).value;
    await fake.services.downloads.start(assets);
    const state = join(directory(), 'cache-v1', 'state');
    for (const name of await readdir(state)) if (name.endsWith('.json')) await writeFile(join(state, name), 'garbage');
    const sentence = /\.json is damaged, or .* 1 more file in the cache cannot be read\.$/;
    await verifyAll(fake.services);
    await using later = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }]);
    await verifyAll(later.services);
    assert.equal(ui.texts('error').length, 2);
    for (const text of ui.texts('error')) assert.match(text, sentence);
    await evictAll(later.services);
    await verify(later.services);
    await evict(later.services);
    const [asset] = assets;
    await verify(later.services, { kind: 'asset', id: 'x', parent: undefined, asset, key: recordKey(asset!) });
    assert.match(ui.texts('inform')[3] ?? '', /^Not in the cache\. Download it first\. /);
    assert.equal(ui.texts('inform').length, 4);
    for (const text of ui.texts('inform')) assert.match(text, sentence);
  });
});
