import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import type { Asset, CachedAsset } from '../../../src/engine/index.ts';
import { chooseFile } from '../explore.ts';
import type { Lab, Live, TransportKind } from '../live.ts';
import { TRANSPORTS } from '../live.ts';
import { offered } from '../outcome.ts';
import type { LiveCase } from '../outcome.ts';

/** A file, and the lab that has it or fetches it. Labs of one transport share a cache, so nothing is fetched twice. */
interface Subject {
  readonly lab: Lab;
  readonly asset: Asset;
}

export async function attachmentOf(live: Live): Promise<Asset> {
  const { releases } = await live.finds();
  const assets = releases.filter(({ version }) => !version.draft).flatMap(({ version }) => version.assets);
  return offered(chooseFile(assets), 'no release with a small file was found');
}

export async function packageFileOf(live: Live): Promise<Asset> {
  const found = (await live.finds()).packageVersion;
  return offered(chooseFile(found?.assets ?? []), 'no package with a small file was found');
}

/** Reads the file and compares its bytes with the record. Returns its path. */
export async function checkBytes({ path, record }: CachedAsset, asset: Asset): Promise<string> {
  const bytes = await readFile(path);
  assert.equal(bytes.byteLength, asset.sizeBytes, 'the size on disk differs from the list');
  assert.equal(
    createHash('sha256').update(bytes).digest('hex'),
    record.sha256,
    'the bytes on disk differ from the record',
  );
  return `${asset.name}, ${bytes.byteLength} B, ${record.evidence.kind}`;
}

function downloadCases(transport: TransportKind): readonly LiveCase[] {
  const subject = async (live: Live, pick: (live: Live) => Promise<Asset>): Promise<Subject> => {
    const asset = await pick(live);
    return { lab: await live.lab({ transport, directory: transport }), asset };
  };
  return [
    {
      name: `downloads a release file over ${transport}`,
      run: async (live) => {
        const { lab, asset } = await subject(live, attachmentOf);
        return checkBytes(await lab.engine.obtain(asset), asset);
      },
    },
    {
      name: `verifies a package file by the registry's digest over ${transport}`,
      run: async (live) => {
        const { lab, asset } = await subject(live, packageFileOf);
        const found = await lab.engine.obtain(asset);
        assert.equal(found.record.evidence.kind, 'server');
        assert.equal(found.record.sha256, asset.digests.sha256);
        return checkBytes(found, asset);
      },
    },
    {
      name: `serves a second download without a request over ${transport}`,
      run: async (live) => {
        const { lab, asset } = await subject(live, attachmentOf);
        await lab.engine.obtain(asset);
        const { result, seen } = await live.traffic.during(() => lab.engine.obtain(asset));
        assert.equal(result.fromCache, true);
        assert.equal(seen.length, 0, `${seen.length} requests for a file that is there`);
        return asset.name;
      },
    },
  ];
}

export const fileCases: readonly LiveCase[] = [
  ...TRANSPORTS.flatMap(downloadCases),
  {
    name: 'downloads the same bytes over both transports',
    run: async (live) => {
      const asset = await attachmentOf(live);
      const digests = new Set<string>();
      for (const transport of TRANSPORTS) {
        const { engine } = await live.lab({ transport, directory: transport });
        digests.add((await engine.obtain(asset)).record.sha256);
      }
      assert.equal(digests.size, 1);
      return [...digests].join();
    },
  },
  {
    name: 'verifies a file on disk, and notices a change',
    run: async (live) => {
      const asset = await attachmentOf(live);
      const { engine } = await live.lab({ directory: 'undici' });
      const { record, path } = await engine.obtain(asset);
      assert.equal((await engine.verify(record.key)).state, 'intact');
      const bytes = await readFile(path);
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      await chmod(path, 0o644);
      await writeFile(path, bytes);
      const result = await engine.verify(record.key);
      assert.equal(result.state, 'broken', 'a changed byte was not noticed');
      assert.equal(await engine.find(asset), undefined, 'the changed file is still served');
      return 'intact, then broken by one bit';
    },
  },
];
