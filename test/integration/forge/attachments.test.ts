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

  it('have another uuid and other bytes under the same name and tag when one is replaced', async () => {
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

  it('have another uuid also when the bytes are the same, each time', () => {
    const uuids = [1, 2].map(() => forge.replaceAttachment(PLACE, Buffer.from('first')).uuid);
    assert.equal(new Set(uuids).size, 2);
  });

  it('are one more when one is added, and one less when it is removed', async () => {
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

  it('are named in the complaint when there is none of that name', () => {
    assert.throws(() => forge.removeAttachment({ ...PLACE, name: 'c.bin' }), /c\.bin/);
    assert.throws(() => forge.addAttachment({ ...PLACE, tag: 'v2' }, Buffer.alloc(0)), /alice\/tool v2/);
  });
});
