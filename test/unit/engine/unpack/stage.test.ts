import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ArchiveFault } from '../../../../src/engine/unpack/fault.ts';
import { Stage } from '../../../../src/engine/unpack/stage.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

async function* text(value: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(value);
}

function failing(code: string): () => Promise<void> {
  return () => Promise.reject(Object.assign(new Error(code), { code, syscall: 'link' }));
}

describe('Stage', () => {
  const place = useTempDir();
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open(path.join(place(), 'target'));
    await stage.writeFile(['a'], text('one'), false);
  });
  afterEach(() => stage.remove());

  it('shows nothing at the target before it is published', async () => {
    assert.match((await readdir(place())).join(), /^\.unpack-[^,]+$/);
    await stage.publish([], systemClock);
    await stage.remove();
    assert.deepEqual(await readdir(place()), ['target']);
    assert.equal(await readFile(path.join(place(), 'target', 'a'), 'utf8'), 'one');
  });

  it('never overwrites: an existing file means that two names are equal', async () => {
    const isDuplicate = (error: unknown): boolean => error instanceof ArchiveFault && error.rule === 'duplicate';
    await assert.rejects(stage.writeFile(['a'], text('two'), false), isDuplicate);
    await assert.rejects(stage.makeDirectory(['a']), isDuplicate);
    await assert.rejects(stage.linkFile(['a'], ['a']), isDuplicate);
    await stage.publish([], systemClock);
    assert.equal(await readFile(path.join(place(), 'target', 'a'), 'utf8'), 'one');
  });

  itWith('hardLinks', 'copies if the file system has no hard links, and reports that', async () => {
    assert.equal(await stage.linkFile(['a'], ['b']), 'linked');
    assert.equal(await stage.linkFile(['a'], ['c'], failing('ENOTSUP')), 'copied');
    await assert.rejects(stage.linkFile(['a'], ['d'], failing('EIO')), { code: 'EIO' });
    await stage.publish([], systemClock);
    assert.equal(await readFile(path.join(place(), 'target', 'c'), 'utf8'), 'one');
  });

  it('distinguishes forbidden links from other failures', async () => {
    assert.equal(await stage.makeSymlink(['l'], 'a', failing('EPERM')), false);
    assert.equal(await stage.makeSymlink(['l'], 'a', failing('ENOSYS')), false);
    await assert.rejects(stage.makeSymlink(['l'], 'a', failing('ENOSPC')), { code: 'ENOSPC' });
  });

  itWith('links', 'notices a link that leads out, whoever made it', async () => {
    await stage.makeSymlink(['in'], 'a');
    await stage.makeSymlink(['nowhere'], 'b');
    await stage.makeSymlink(['out'], '../..');
    await stage.checkSymlink([], ['in']);
    await stage.checkSymlink([], ['nowhere']);
    const isLink = (error: unknown): boolean => error instanceof ArchiveFault && error.rule === 'link';
    await assert.rejects(stage.checkSymlink([], ['out']), isLink);
  });
});
