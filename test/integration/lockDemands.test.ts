import assert from 'node:assert/strict';
import { withTool } from '../../src/engine/project/updateTool.ts';
import { EMPTY_LOCK } from '../../src/engine/index.ts';
import type { LockedTool, Requirement, ToolSpec } from '../../src/engine/index.ts';
import { DEMO_KEYS } from '../support/forge/demo/keys.ts';
import { refusal, useLadder } from '../support/ladderRig.ts';
import { MACHINES } from '../support/machines.ts';
import { sha256Of } from '../support/records.ts';

const machine = MACHINES['linux-x64-gnu'];

describe("the user's requirements and a workspace's lock", () => {
  const rig = useLadder();

  const spec = (repo: string, version = 'latest'): ToolSpec => ({
    instance: rig.forge.url,
    source: { kind: 'release', owner: 'ladder', repo },
    version,
    asset: { any: 'tool.txt' },
  });
  const lock = async (repo: string, version?: string): Promise<LockedTool> => {
    const [result] = await rig.engine.lock({ tools: new Map([['rung', spec(repo, version)]]) });
    assert.ok(result);
    if (!result.ok) throw result.error;
    return result.update.after;
  };
  const evidenceOf = (tool: LockedTool): string => {
    const { kind, from } = tool.assets.get('tool.txt')?.evidence ?? {};
    return `${kind} by ${from}`;
  };
  const restored = async (tool: LockedTool): Promise<void> => {
    const [result] = await rig.engine.restore(withTool(EMPTY_LOCK, 'rung', tool), { machine, folder: rig.directory() });
    assert.ok(result);
    if (!result.ok) throw result.error;
  };

  for (const [repo, kind] of [
    ['rung-none', 'none'],
    ['rung-checksum-file', 'checksum'],
    ['rung-checksum-list', 'checksum'],
    ['rung-server', 'server'],
    ['rung-stranger', 'none'],
  ] as const)
    it(`${repo} is not locked if a signature is required, as it would not be installed`, async () => {
      rig.require = 'signature';
      const { facts } = await refusal(lock(repo), 'untrusted');
      assert.deepEqual(facts, { name: 'tool.txt', require: 'signature', kind });
    });

  for (const [repo, require, expected] of [
    ['rung-checksum-file', 'checksum', 'checksum by promise'],
    ['rung-server', 'checksum', 'server by promise'],
    ['rung-server', 'server', 'server by promise'],
    ['rung-minisign-list', 'signature', 'signature by promise'],
    ['rung-minisign', 'signature', 'signature by bytes'],
    ['rung-all', 'any', 'signature by promise'],
    ['rung-none', 'any', 'none by bytes'],
  ] as const satisfies readonly (readonly [string, Requirement, string])[])
    it(`${repo} is locked if ${require} is required: ${expected}`, async () => {
      rig.require = require;
      assert.equal(evidenceOf(await lock(repo)), expected);
    });

  it('keeps a file with a bad signature by a trusted key out of the lock, whatever promises its digest', async () => {
    const place = { owner: 'ladder', repo: 'rung-checksum-file', tag: 'v1.0.0', name: 'tool.txt.minisig' };
    rig.forge.addAttachment(place, DEMO_KEYS.minisign.sign('tool.txt', Buffer.from('other bytes')));
    await refusal(lock('rung-checksum-file'), 'integrity');
  });

  it('does not lock a version that is no longer signed by its checksum file alone', async () => {
    await lock('weaker-unsigned', 'v1.0.0');
    const list = { owner: 'ladder', repo: 'weaker-unsigned', tag: 'v1.1.0', name: 'SHA256SUMS' };
    rig.forge.addAttachment(list, Buffer.from(`${sha256Of(rig.bytesOf('weaker-unsigned'))}  tool.txt\n`));
    await refusal(lock('weaker-unsigned', 'v1.1.0'), 'changed');
  });

  it("locks a file by the user's own pin and does not write the pin into the lock", async () => {
    const asset = await rig.listed('rung-none');
    await rig.engine.pin(asset, { sha256: sha256Of(rig.bytesOf('rung-none')) });
    rig.require = 'pin';
    assert.equal(evidenceOf(await lock('rung-none')), 'none by bytes');
  });

  for (const claimed of ['checksum', 'signature', 'pin'] as const)
    it(`does not restore what the user refuses, even if the lock says "${claimed}"`, async () => {
      const tool = await lock('rung-checksum-file');
      const [name, asset] = [...tool.assets][0] ?? [];
      assert.ok(name !== undefined && asset);
      const foreignLock = {
        ...tool,
        assets: new Map([[name, { ...asset, evidence: { kind: claimed, from: 'bytes' } as const }]]),
      };
      rig.require = 'signature';
      const { facts } = await refusal(restored(foreignLock), 'untrusted');
      assert.deepEqual(facts, { name: 'tool.txt', require: 'signature', kind: 'checksum' });
      assert.ok(!rig.forge.requests.some(({ path }) => path.includes(asset.upstreamId)), 'the file was not fetched');
    });

  it('does not count a restored file as stronger evidence afterwards', async () => {
    const tool = await lock('rung-checksum-file');
    await refusal(restored(tool), 'noExecutable');
    const asset = await rig.listed('rung-checksum-file');
    assert.equal(await rig.kindOf(asset), 'checksum');
    for (const require of ['server', 'signature', 'pin'] as const) {
      rig.require = require;
      await refusal(rig.engine.obtain(asset), 'untrusted');
      await refusal(restored(tool), 'untrusted');
    }
  });
});
