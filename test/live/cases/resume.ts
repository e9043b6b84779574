import assert from 'node:assert/strict';
import type { Asset } from '../../../src/engine/index.ts';
import { cutting } from '../cut.ts';
import type { Live, TransportKind } from '../live.ts';
import { TRANSPORTS } from '../live.ts';
import { NotOffered } from '../outcome.ts';
import type { LiveCase } from '../outcome.ts';
import type { Seen } from '../traffic.ts';
import { attachmentOf, checkBytes, packageFileOf } from './downloads.ts';

/** Aborts in the middle, resumes in a new engine on the same cache, and checks the request it sends. */
async function resume(live: Live, asset: Asset, transport: TransportKind): Promise<string> {
  const sizeBytes = asset.sizeBytes ?? 0;
  const partBytes = Math.floor(sizeBytes / 2);
  const directory = `resume-${transport}-${asset.storage}`;
  const stop = new AbortController();
  const enough = new Error('enough');
  const first = await live.lab({
    transport,
    directory,
    wrap: (inner) => cutting(inner, partBytes, () => stop.abort(enough)),
  });
  const { seen: started } = await live.traffic.during(() =>
    assert.rejects(first.engine.obtain(asset, { signal: stop.signal }), enough),
  );
  await first.close();

  const second = await live.lab({ transport, directory });
  const { result, seen } = await live.traffic.during(() => second.engine.obtain(asset));
  const detail = await checkBytes(result, asset);
  const asked = seen.find(({ range }) => range !== undefined);
  if (!asked && !started.some(({ resumable }) => resumable)) {
    throw new NotOffered('it sends neither a strong ETag nor Last-Modified');
  }
  assert.equal(asked?.range, `bytes=${partBytes}-`, 'the requested range');
  const last = lastAnswer(seen, asked?.path);
  const unusable = last !== asked && asked?.status === 206;
  assert.ok(!unusable, 'the rest did not fit, so the whole file was fetched again');
  if (last?.status === 200) throw new NotOffered(`it answers a range with the whole file; ${detail}`);
  assert.equal(last?.status, 206);
  const fetchedBytes = seen.filter(({ status }) => status === 206).reduce((sum, one) => sum + one.bodyBytes, 0);
  assert.equal(fetchedBytes, sizeBytes - partBytes, 'bytes received for the rest');
  return `${partBytes} B kept, ${fetchedBytes} B fetched; ${detail}`;
}

/** The last answer about the file, not one from the API or about other files of its release. */
function lastAnswer(seen: readonly Seen[], path: string | undefined): Seen | undefined {
  const own = seen.filter((one) => one.path === path || one.range !== undefined);
  const last = own.at(-1);
  return last?.redirectedTo === undefined ? last : seen[seen.indexOf(last) + 1];
}

export const resumeCases: readonly LiveCase[] = TRANSPORTS.flatMap((transport) => [
  {
    name: `resumes a release file in the middle over ${transport}`,
    run: async (live: Live) => resume(live, await attachmentOf(live), transport),
  },
  {
    name: `resumes a package file in the middle over ${transport}`,
    run: async (live: Live) => resume(live, await packageFileOf(live), transport),
  },
]);
