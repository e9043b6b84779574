import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyHashed } from '../../src/engine/hashedCopy.ts';
import { someBytes } from '../support/fakeOrigin.ts';
import { useTempDir } from '../support/tempDir.ts';

/** The file systems of the matrix that can share blocks between files. */
const CLONING = new Set(['btrfs', 'xfs']);

describe('a copy of a cached file', () => {
  const directory = useTempDir();

  it('shares its blocks with the original where the file system can do that', async function () {
    if (!CLONING.has(process.env['TEST_FILE_SYSTEM'] ?? '')) this.skip();
    const [from, to] = [join(directory(), 'blob'), join(directory(), 'copy')];
    await writeFile(from, someBytes(8_000_000, 1), { flush: true });
    await copyHashed(from, to);
    const extents = execFileSync('filefrag', ['-v', to], { encoding: 'utf8' });
    const lines = extents.split('\n').filter((line) => /^\s*\d+:/.test(line));
    assert.ok(lines.length > 0, extents);
    assert.ok(
      lines.every((line) => line.includes('shared')),
      extents,
    );
  });
});
