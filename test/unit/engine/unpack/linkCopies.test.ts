import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { ArchiveFault } from '../../../../src/engine/unpack/fault.ts';
import { Budget, DEFAULT_UNPACK_LIMITS } from '../../../../src/engine/unpack/limits.ts';
import { copyLinks } from '../../../../src/engine/unpack/linkCopies.ts';
import { Stage } from '../../../../src/engine/unpack/stage.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import { useTempDir } from '../../../support/tempDir.ts';

async function* text(value: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(value);
}

const isFault = (rule: string) => (error: unknown) => error instanceof ArchiveFault && error.rule === rule;

describe('copies instead of links', () => {
  const place = useTempDir();
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open(path.join(place(), 'target'));
    await stage.makeDirectory(['lib']);
    await stage.makeDirectory(['lib', 'deep']);
    await stage.writeFile(['lib', 'deep', 'a.so'], text('the library'), false);
  });
  afterEach(() => stage.remove());

  const copy = (
    links: Readonly<Record<string, string>>,
    maxEntries = DEFAULT_UNPACK_LIMITS.maxEntries,
  ): Promise<void> =>
    copyLinks(
      stage,
      Object.entries(links).map(([at, target]) => ({ at: at.split('/'), target })),
      new Budget({ ...DEFAULT_UNPACK_LIMITS, maxEntries }, 1000),
    );
  const published = async (): Promise<readonly string[]> => {
    await stage.publish([], systemClock);
    const entries = await readdir(path.join(place(), 'target'), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files) assert.equal(await readFile(file, 'utf8'), 'the library');
    return files.map((file) => path.relative(path.join(place(), 'target'), file).replaceAll(path.sep, '/')).toSorted();
  };

  it('copies completely, whatever the order of links to links and of directories with links', async () => {
    await copy({ 'b.so': 'a.so', 'a.so': 'lib/a.so', 'lib/a.so': 'deep/a.so', all: 'lib', nowhere: 'nothing' });
    assert.deepEqual(await published(), ['a.so', 'all/a.so', 'all/deep/a.so', 'b.so', 'lib/a.so', 'lib/deep/a.so']);
  });

  it('refuses to copy a directory into itself, and cycles of links through directories', async () => {
    await assert.rejects(copy({ 'lib/deep/up': '..' }), isFault('unsupported'));
    await stage.makeDirectory(['one']);
    await stage.makeDirectory(['two']);
    await assert.rejects(copy({ 'one/x': '../two', 'two/x': '../one' }), isFault('unsupported'));
    await assert.rejects(copy({ out: 'lib/../../secret' }), isFault('link'));
  });

  it('counts the copies against the limits of the archive', async () => {
    await assert.rejects(copy({ one: 'lib', two: 'lib' }, 5), isFault('tooMany'));
  });
});
