import assert from 'node:assert/strict';
import { assertListed } from '../../src/engine/listed.ts';
import type { Version } from '../../src/engine/model.ts';
import { checkLockedTools } from '../../src/engine/project/checkLock.ts';
import { lockTool } from '../../src/engine/project/lockTool.ts';
import { DEFAULT_TRUST } from '../../src/engine/verify/trust.ts';
import { createEvidenceSource } from '../../src/engine/createEvidenceSource.ts';
import { pickAsset } from '../../src/cli/pickAsset.ts';
import { resolveAddress } from '../../src/editor/api/resolveAddress.ts';
import type { TreeNode } from '../../src/editor/tree/nodes.ts';
import { versionRows } from '../../src/editor/tree/releaseRows.ts';
import { LOOK, ListsRig } from '../support/fakeLists.ts';
import { MACHINES } from '../support/machines.ts';
import { makeAsset } from '../support/makeAsset.ts';
import {
  FakeUpstream,
  INSTANCE,
  SAW_FILES,
  lockedAsset,
  lockedTool,
  makeVersion,
  sawSpec,
} from '../support/projectRig.ts';
import { say } from '../support/sayRows.ts';
import { versionNode } from '../support/treeNodes.ts';

const MACHINE = MACHINES['linux-x64-gnu'];
const CUT = makeVersion('v1.0.0', SAW_FILES, { unlisted: 345 });
const INCOMPLETE = { code: 'incomplete', facts: { name: 'tools/saw v1.0.0', unlisted: 345 } } as const;

/** Returns this version for every request. */
const engineWith = (value: Version) => ({
  version: () => Promise.resolve({ value, fetchedAt: 0 }),
  cache: { list: () => Promise.resolve([]) },
});

describe('files of a release that are not listed', () => {
  it('shows a row that counts them, and no other file as the one for this machine', async () => {
    const rows = await versionRows(versionNode(CUT), { lists: new ListsRig({}).lists, machine: MACHINE }, LOOK);
    assert.match(say(rows).at(-1) ?? '', /^hint: 345 more files not listed/);
    const filesOf = (row: TreeNode): number =>
      row.kind === 'evidenceFiles' ? row.files.length : Number(row.kind === 'asset');
    const shown = rows.reduce((sum, row) => sum + filesOf(row), 0);
    assert.equal(shown, SAW_FILES.length);
    assert.ok(rows.every((row) => !('fits' in row)));
    const last = rows.at(-1);
    assert.ok(last?.kind === 'message');
    assert.equal(last.action?.title, 'Open in Browser');
  });

  it('does not lock a tool, because the right file may be one of them', async () => {
    await assert.rejects(lockTool('saw', sawSpec, new FakeUpstream(CUT)), INCOMPLETE);
  });

  it('does not report them as missing from a lock, and checks the listed files', async () => {
    const checkOf = async (name: string): Promise<unknown> => {
      const assets = new Map([[name, lockedAsset(`uuid of v1.0.0 ${name}`)]]);
      const tool = lockedTool(['linux-x64'], { assets, platforms: new Map([['linux-x64', name]]) });
      const [found] = await checkLockedTools({ tools: new Map([['saw', tool]]) }, { ports: new FakeUpstream(CUT) });
      return found?.ok ? found.assets.map(({ state }) => state) : found?.error;
    };
    assert.deepEqual(await checkOf(SAW_FILES[0] ?? ''), ['same']);
    await assert.rejects(Promise.reject((await checkOf('saw-plan9')) as Error), INCOMPLETE);
  });

  it('does not pick a file on the command line, but accepts one that is named', () => {
    assert.throws(() => pickAsset(CUT, MACHINE, undefined), INCOMPLETE);
    assert.throws(() => pickAsset(CUT, MACHINE, 'saw-plan9'), INCOMPLETE);
    assert.equal(pickAsset(CUT, MACHINE, SAW_FILES[0]).asset.name, SAW_FILES[0]);
  });

  it('does not report a named one as gone', async () => {
    const list = (): Promise<Version> => Promise.resolve(CUT);
    const { signal } = new AbortController();
    const named = { instance: INSTANCE, source: CUT.source, version: 'v1.0.0' };
    await assert.rejects(assertListed(makeAsset({ ...named, name: 'saw-plan9' }), list, signal), INCOMPLETE);
    await assertListed(CUT.assets[0] ?? makeAsset(), list, signal);
    const address = { kind: 'releaseFile', instance: INSTANCE, owner: 'tools', repo: 'saw', tag: 'v1.0.0' } as const;
    const engine = engineWith(CUT) as never;
    await assert.rejects(resolveAddress(engine, { ...address, name: 'saw-plan9' }), INCOMPLETE);
    assert.equal((await resolveAddress(engine, { ...address, name: SAW_FILES[0] })).name, SAW_FILES[0]);
  });

  it('remembers nothing as unsigned, because they may be signatures', async () => {
    const noted: unknown[] = [];
    const noteOf = async (version: Version): Promise<unknown> => {
      const asset = version.assets[0] ?? makeAsset();
      const parts = {
        files: {},
        memories: {
          pins: {},
          accepted: {},
          history: { note: (_asset: unknown, one: unknown) => void noted.push(one) },
        },
        trust: () => DEFAULT_TRUST,
        open: () => assert.fail('nothing is fetched'),
        version: () => Promise.resolve(version),
      };
      const evidenceSource = createEvidenceSource(parts as never, asset);
      await evidenceSource.gather({ files: [], reuse: false, refetch: false }, new AbortController().signal);
      await evidenceSource.note({ sha256: 'a'.repeat(64), seen: { kind: 'none', keyIds: [] } });
      return (noted.at(-1) as { readonly bare: unknown }).bare;
    };
    assert.ok(Array.isArray(await noteOf(makeVersion('v1.0.0', ['saw-linux-x64']))));
    assert.equal(await noteOf(makeVersion('v1.0.0', ['saw-linux-x64'], { unlisted: 1 })), undefined);
  });
});
