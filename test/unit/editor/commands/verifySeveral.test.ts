import assert from 'node:assert/strict';
import { trustKey } from '../../../../src/editor/commands/trustKey.ts';
import { verifyAll } from '../../../../src/editor/commands/verifyAll.ts';
import { recordKey } from '../../../../src/engine/index.ts';
import type { Asset } from '../../../../src/engine/index.ts';
import { settle } from '../../../support/fakeClock.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { minisignSigner } from '../../../support/forge/signing/minisign.ts';
import { overwrite } from '../../../support/overwrite.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const key = minisignSigner('release key');

/** Two files whose signatures are for other bytes. */
function content(): ContentBuilder['content'] {
  const builder = new ContentBuilder().account('alice');
  builder.release(builder.repository('alice', 'tool'), 'v1', {
    'one.bin': Buffer.from('forged one'),
    'one.bin.minisig': key.sign('one.bin', Buffer.from('genuine one')),
    'two.bin': Buffer.from('forged two'),
    'two.bin.minisig': key.sign('two.bin', Buffer.from('genuine two')),
    'minisign.pub': Buffer.from(key.text),
  });
  return builder.content;
}

describe('a check of several files', () => {
  const directory = useTempDir();
  let forge: Forge;
  let ui: FakeUi;
  let fake: FakeServices;
  let files: readonly Asset[];

  beforeEach(async () => {
    forge = await startForge({ content: content() });
    ui = new FakeUi();
    fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }]);
    const source = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
    const { assets } = (await fake.engine.version(forge.url, source, 'v1')).value;
    files = assets.filter(({ name }) => name.endsWith('.bin'));
    const outcomes = await fake.services.downloads.start(files);
    assert.deepEqual(new Set(outcomes.map(({ state }) => state)), new Set(['done']));
  });
  afterEach(async () => {
    ui.finish();
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  it('never says that files changed on disk if their signatures contradict them, and offers their evidence', async () => {
    const [asset = assert.fail()] = files;
    ui.next({ pick: 'minisign.pub' }, { confirm: true }, { press: 'Show Evidence' }, { pick: 'two.bin' });
    await trustKey(fake.services, { kind: 'asset', id: 'x', parent: undefined, asset, key: recordKey(asset) });
    await settle();
    const [message] = ui.messages.filter(({ kind }) => kind === 'error');
    assert.match(message?.text ?? '', /^2 files are as they were downloaded, but signatures, .* contradict them/);
    assert.deepEqual(message?.offered, ['Show Evidence']);
    assert.deepEqual([...(ui.messages.at(-1)?.offered ?? [])].sort(), ['one.bin', 'two.bin']);
    const [{ remedy, context } = assert.fail()] = fake.pressed;
    const { target } = context as { target: { asset: Asset } };
    assert.deepEqual([remedy, target.asset.name], ['showEvidence', 'two.bin']);
  });

  it('counts no intact files if all are gone', async () => {
    for (const record of await fake.engine.cache.list()) await overwrite(fake.engine.cache.pathOf(record), undefined);
    await verifyAll(fake.services);
    assert.deepEqual(ui.texts('inform'), ['2 files gone from the disk; download them again.']);
  });
});
