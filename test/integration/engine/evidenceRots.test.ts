import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordKey } from '../../../src/engine/index.ts';
import type { Asset, Verified } from '../../../src/engine/index.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { refusal, useLadder } from '../../support/ladderRig.ts';

/** The kind of evidence that comes from a file of the release, for each repository. */
const RUNGS = {
  'rung-minisign': 'signature',
  'rung-openssh': 'signature',
  'rung-minisign-list': 'signature',
  'rung-checksum-list': 'checksum',
} as const;

describe('a stored signature or checksum file that was damaged', () => {
  const rig = useLadder();
  beforeEach(() => {
    rig.keys = [DEMO_KEYS.minisign.text, DEMO_KEYS.ssh.text];
  });

  const verify = (asset: Asset): Promise<Verified> => rig.engine.verify(recordKey(asset));
  const change = async (how: (file: Buffer) => Buffer): Promise<void> => {
    const room = join(rig.directory(), 'cache-v1', 'evidence');
    for (const name of await readdir(room)) await writeFile(join(room, name), how(await readFile(join(room, name))));
  };
  /** Flips one bit near the end, as a disk may do. */
  const rot = (file: Buffer): Buffer => {
    const changed = Buffer.from(file);
    const at = changed.length - 6;
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  };
  /** The same damage as if the file had been received that way: its digest fits. */
  const cameWrong = (file: Buffer): Buffer => {
    const content = rot(file.subarray(file.indexOf('\n') + 1));
    return Buffer.concat([Buffer.from(`sha256 ${hash('sha256', content)}\n`), content]);
  };
  const attachmentsAsked = (): number => rig.forge.requests.filter(({ path }) => path.includes('/attachments/')).length;

  for (const [repo, kind] of Object.entries(RUNGS)) {
    it(`is fetched again, and raises no alarm: ${repo}`, async () => {
      const asset = await rig.listed(repo);
      assert.equal(await rig.kindOf(asset), kind);
      await change(rot);
      const asked = attachmentsAsked();
      const result = await verify(asset);
      assert.deepEqual([result.state, result.record?.evidence.kind], ['intact', kind]);
      assert.ok(attachmentsAsked() > asked);
      assert.equal(await rig.kindOf(asset), kind);
    });

    it(`raises no alarm offline, where earlier findings apply: ${repo}`, async () => {
      const asset = await rig.listed(repo);
      await rig.engine.obtain(asset);
      const before = (await rig.engine.record(recordKey(asset)))?.evidence;
      await change(rot);
      await rig.forge.close();
      const result = await verify(asset);
      assert.deepEqual([result.state, result.record?.evidence.kind], ['intact', kind]);
      assert.equal(result.record?.evidence.gatheredAt, before?.gatheredAt, 'the damaged file could not be examined');
      assert.equal((await rig.engine.find(asset))?.record.evidence.kind, kind);
    });

    it(`is fetched again before it raises an alarm, even if it is undamaged: ${repo}`, async () => {
      const asset = await rig.listed(repo);
      await rig.engine.obtain(asset);
      await change(cameWrong);
      assert.equal((await verify(asset)).state, 'intact');
      await change(cameWrong);
      await rig.engine.cache.evict([recordKey(asset)], { alsoKept: true });
      assert.equal(await rig.kindOf(asset), kind);
    });
  }

  it('does not count for a file either: a key trusted later finds no signature', async () => {
    rig.keys = [];
    const asset = await rig.listed('rung-minisign');
    await rig.engine.obtain(asset);
    await change(rot);
    rig.keys = [DEMO_KEYS.minisign.text];
    assert.equal((await rig.engine.find(asset))?.record.evidence.kind, 'remembered');
    assert.equal(await rig.kindOf(asset), 'signature');
  });

  it('stays an alarm if it is fetched unchanged, and offline', async () => {
    rig.keys = [];
    const asset = await rig.listed('wrong-signature');
    await rig.engine.obtain(asset);
    rig.keys = [DEMO_KEYS.minisign.text];
    await rig.forge.close();
    const { facts } = await refusal(rig.engine.find(asset), 'integrity');
    assert.ok(facts.quarantinePath);
    assert.equal((await verify(asset)).state, 'broken');
  });
});

describe('a file whose release could not be listed at download', () => {
  const rig = useLadder();
  /** A window whose lists expire at once; those of others expire after half a minute. */
  const open = () => rig.open({ ttlMs: 0 });

  for (const status of [403, 410])
    it(`is checked again at the next use, after ${status}`, async () => {
      const asset = await rig.listed('rung-minisign');
      await using other = await open();
      const release = /\/releases\//;
      rig.forge.faults.add({ kind: 'status', status, path: release });
      assert.equal((await other.engine.obtain(asset)).record.evidence.kind, 'none');
      assert.equal((await other.engine.find(asset))?.record.evidence.kind, 'remembered');
      rig.forge.faults.clear();
      assert.equal((await other.engine.obtain(asset)).record.evidence.kind, 'signature');
      assert.equal((await other.engine.find(asset))?.record.evidence.kind, 'signature');
    });

  it('is refused at the next use if its signature is bad', async () => {
    const asset = await rig.listed('wrong-signature');
    await using other = await open();
    rig.forge.faults.add({ kind: 'status', status: 403, path: /\/releases\// });
    await other.engine.obtain(asset);
    rig.forge.faults.clear();
    await refusal(other.engine.obtain(asset), 'integrity');
  });

  it('is served offline meanwhile, and written to disk once', async () => {
    const asset = await rig.listed('rung-none');
    await using other = await open();
    rig.forge.faults.add({ kind: 'status', status: 403, path: /\/releases\// });
    await other.engine.obtain(asset);
    await rig.forge.close();
    await other.engine.find(asset);
    let changes = 0;
    other.engine.cache.onDidChange(() => void (changes += 1));
    for (let time = 0; time < 3; time += 1) await other.engine.find(asset);
    assert.equal((await other.engine.obtain(asset)).fromCache, true);
    assert.equal(changes, 0);
  });
});
