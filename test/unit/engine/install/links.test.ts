import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SymbolicLinks } from '../../../../src/engine/install/links.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import { withFailingCall } from '../../../support/diskFaults.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { describeWith } from '../../../support/thisSystem.ts';

describeWith('scripts', 'SymbolicLinks', () => {
  const place = useTempDir();

  it('finds no command if another window removes a launcher before it is read', async () => {
    const links = new SymbolicLinks(place(), systemClock);
    const script = path.join(place(), 'script');
    await writeFile(script, '#!/bin/sh\n');
    await links.write('tool', script);
    assert.deepEqual(await links.read('tool'), { target: script });
    assert.equal(await withFailingCall('open', 'ENOENT', () => links.read('tool')), undefined);
  });
});
