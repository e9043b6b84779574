import assert from 'node:assert/strict';
import { ContentBuilder } from '../../support/forge/content.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge } from '../../support/forge/forge.ts';
import { ask } from './ask.ts';

interface AttachmentRow {
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
  readonly size: number;
}

const PLACE = { owner: 'alice', repo: 'tool', tag: 'v1', name: 'a.bin' };

describe('the attachments of a release, changed while the forge runs,', () => {
  let forge: Forge;
  beforeEach(async () => {
    const builder = new ContentBuilder().account('alice');
    const files = { 'a.bin': Buffer.from('first'), 'b.bin': Buffer.from('other') };
    builder.release(builder.repository('alice', 'tool'), 'v1', files);
    forge = await startForge({ content: builder.content });
  });
  afterEach(() => forge.close());

  const rows = async (): Promise<readonly AttachmentRow[]> => {
    const reply = await ask(forge.url, '/api/v1/repos/alice/tool/releases/tags/v1');
    return (JSON.parse(reply.body.toString()) as { assets: AttachmentRow[] }).assets;
  };
  const bytes = async (path: string): Promise<string> => (await ask(forge.url, path)).body.toString();

  it('gets a new uuid and new bytes under the same name when replaced', async () => {
    const [before, other] = await rows();
    forge.replaceAttachment(PLACE, Buffer.from('another'));
    const [now, stillOther, ...more] = await rows();
    assert.ok(before && now);
    assert.deepEqual([now.name, now.size, more.length], ['a.bin', 7, 0]);
    assert.ok(now.uuid !== before.uuid && now.id > before.id);
    assert.deepEqual(stillOther, other);
    assert.equal(await bytes('/alice/tool/releases/download/v1/a.bin'), 'another');
    assert.equal(await bytes(`/attachments/${now.uuid}`), 'another');
    assert.equal((await ask(forge.url, `/attachments/${before.uuid}`)).status, 404);
  });

  it('gets a new uuid even when the bytes are the same', () => {
    const uuids = [1, 2].map(() => forge.replaceAttachment(PLACE, Buffer.from('first')).uuid);
    assert.equal(new Set(uuids).size, 2);
  });

  it('grows by one when a file is added and shrinks by one when it is removed', async () => {
    forge.addAttachment({ ...PLACE, name: 'a.bin.minisig' }, Buffer.from('signature'));
    assert.deepEqual(
      (await rows()).map(({ name }) => name),
      ['a.bin', 'a.bin.minisig', 'b.bin'],
    );
    forge.removeAttachment(PLACE);
    assert.deepEqual(
      (await rows()).map(({ name }) => name),
      ['a.bin.minisig', 'b.bin'],
    );
  });

  it('names a missing attachment in the error', () => {
    assert.throws(() => forge.removeAttachment({ ...PLACE, name: 'c.bin' }), /c\.bin/);
    assert.throws(() => forge.addAttachment({ ...PLACE, tag: 'v2' }, Buffer.alloc(0)), /alice\/tool v2/);
  });
});
