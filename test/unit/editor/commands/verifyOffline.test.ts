import assert from 'node:assert/strict';
import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { intactSentence, verify } from '../../../../src/editor/commands/verify.ts';
import { recordKey } from '../../../../src/engine/index.ts';
import type { Asset } from '../../../../src/engine/index.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const TOOL = Buffer.from('a tool');
const UNSEEN = /Its release could not be listed again, so the file was checked against the evidence known so far\./;

describe('Verify of a file whose release cannot be looked up', () => {
  const directory = useTempDir();
  let forge: Forge;
  let ui: FakeUi;
  let fake: FakeServices;
  let asset: Asset;
  beforeEach(async () => {
    const builder = new ContentBuilder().account('alice');
    const files = { tool: TOOL, SHA256SUMS: Buffer.from(`${sha256Of(TOOL)}  tool\n`) };
    builder.release(builder.repository('alice', 'tool'), 'v1', files);
    forge = await startForge({ content: builder.content });
    ui = new FakeUi();
    fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }]);
    const source = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
    const { assets } = (await fake.engine.version(forge.url, source, 'v1')).value;
    asset = assets.find(({ name }) => name === 'tool')!;
    await fake.services.downloads.start([asset]);
  });
  afterEach(async () => {
    ui.finish();
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  const row = () => ({ kind: 'asset', id: 'x', parent: undefined, asset, key: recordKey(asset) });
  /** Damages the stored list while there is no connection to fetch it again. */
  const loseEvidence = async (): Promise<void> => {
    const room = join(directory(), 'cache-v1', 'evidence');
    for (const name of await readdir(room)) await truncate(join(room, name), 80);
    await forge.close();
  };

  it('says nothing about that if it was looked up', async () => {
    assert.equal((await verify(fake.services, row()))?.evidence.kind, 'checksum');
    assert.deepEqual(ui.texts('inform'), []);
  });

  it('returns the stored evidence and reports that the release could not be looked up', async () => {
    await loseEvidence();
    assert.equal((await verify(fake.services, row()))?.evidence.kind, 'checksum');
    const [message = '', ...others] = ui.texts('inform');
    assert.match(message, UNSEEN);
    assert.deepEqual(others, []);
    const result = await fake.engine.verify(recordKey(asset));
    assert.match(intactSentence([result]), /is intact: checksum\..* Its release could not be listed again/);
    assert.match(intactSentence([result, result]), /The releases of 2 files could not be listed again/);
  });
});
