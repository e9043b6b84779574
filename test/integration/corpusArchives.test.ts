import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isEngineError } from '../../src/engine/errors.ts';
import { sweepStages } from '../../src/engine/unpack/stage.ts';
import { unpack } from '../../src/engine/unpack/unpack.ts';
import { systemClock } from '../../src/engine/systemClock.ts';
import type { ArchiveCase } from '../corpus/archiveEntries.ts';
import { tarBytes } from '../support/archives/tarBytes.ts';
import { sha256Of } from '../support/records.ts';
import { useTempDir } from '../support/tempDir.ts';

const FOLDER = 'test/corpora/archives';
const CASES = JSON.parse(await readFile(path.join(FOLDER, 'manifest.json'), 'utf8')) as readonly ArchiveCase[];

/** Checks what the corpus expects on other platforms. The rules for names of each platform can be applied anywhere. */
describe('archives, by the rules of another platform', () => {
  const place = useTempDir();
  for (const platform of ['win32', 'darwin'] as const) {
    const cases = CASES.filter(({ expectOn }) => expectOn?.[platform] === 'reject');
    it(`refuses archives that ${platform} must not unpack`, async () => {
      assert.ok(cases.length > 0);
      for (const { id, file } of cases) {
        const run = unpack(path.join(FOLDER, file), file, path.join(place(), id), { clock: systemClock, platform });
        await assert.rejects(run, (error) => isEngineError(error, 'unsafeArchive'), id);
      }
      assert.deepEqual(await readdir(place()), []);
    });

    it(`unpacks good archives on ${platform}`, async () => {
      for (const { id, file, expect } of CASES) {
        if (expect !== 'ok') continue;
        // All bytes are read and compared, whatever the format.
        const sha256 = sha256Of(await readFile(path.join(FOLDER, file)));
        await unpack(path.join(FOLDER, file), file, path.join(place(), id), { clock: systemClock, platform, sha256 });
      }
    });
  }
});

describe('a process that is killed while it unpacks', () => {
  const place = useTempDir();

  it('leaves nothing at the target, and a sweep removes the rest', async () => {
    const file = path.join(place(), 'tool.tar');
    const many = Array.from({ length: 20_000 }, (_, index) => ({ name: `d/${index}`, body: 'x' }));
    await writeFile(file, tarBytes(many));
    const target = path.join(place(), 'tool');
    const child = spawn(process.execPath, ['test/support/archives/unpackProcess.ts', file, 'tool.tar', target]);
    while ((await readdir(place())).length < 2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = (await readdir(place())).filter((name) => name !== 'tool.tar');
    assert.equal(left.length, 1);
    assert.match(left[0] ?? '', /^\.unpack-/);
    const tomorrow = { ...systemClock, now: () => Date.now() + 25 * 60 * 60 * 1000 };
    await sweepStages(place(), tomorrow);
    assert.deepEqual(await readdir(place()), ['tool.tar']);
  }).timeout(120_000);
});
