import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { directOutput } from '../../../src/cli/directOutput.ts';
import { useTempDir } from '../../support/tempDir.ts';

describe('output without a stream', () => {
  const directory = useTempDir();

  it('writes whole texts in their order', () => {
    const file = join(directory(), 'out');
    const fd = openSync(file, 'w');
    const output = directOutput(fd, () => assert.fail('no stream is needed'));
    const texts = ['first\n', 'zweite Zeile: ß\n', `${'long '.repeat(100_000)}\n`];
    for (const text of texts) output.write(text);
    closeSync(fd);
    assert.equal(readFileSync(file, 'utf8'), texts.join(''));
  });

  it('leaves to the stream what cannot be written, and all that comes after it', () => {
    const fd = openSync(join(directory(), 'out'), 'w');
    closeSync(fd);
    const written: string[] = [];
    const output = directOutput(fd, () => ({ write: (text) => written.push(text.toString()) }));
    for (const text of ['ß\n', 'more\n']) output.write(text);
    assert.deepEqual(written, ['ß\n', 'more\n']);
  });
});
