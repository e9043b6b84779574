import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TEXT_LIMIT_BYTES, readFileText, textOf } from '../../../../src/editor/documents/fileText.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('the text of a file', () => {
  const directory = useTempDir();

  it('is read in UTF-8, and in UTF-16 with its mark, as PowerShell writes it', () => {
    assert.equal(textOf(Buffer.from('größe\n')), 'größe\n');
    assert.equal(textOf(Buffer.from('\ufeffabc  tool.zip\r\n', 'utf16le')), 'abc  tool.zip\r\n');
  });

  it('is read in Latin-1 when it is not UTF-8', () => assert.equal(textOf(Buffer.from('größe', 'latin1')), 'größe'));

  it('keeps the colours of a log', () =>
    assert.equal(textOf(Buffer.from('\u001b[1mok\u001b[0m')), '\u001b[1mok\u001b[0m'));

  it('is not made of a program or an archive', () => {
    assert.equal(textOf(Buffer.from('\x7fELF\x02\x01\x01\0\0')), undefined);
    assert.equal(textOf(Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0x42])), undefined);
  });

  it('is not read beyond a limit', async () => {
    const path = join(directory(), 'large.txt');
    await writeFile(path, 'a');
    assert.deepEqual(await readFileText(path), { ok: true, text: 'a' });
    await truncate(path, TEXT_LIMIT_BYTES + 1);
    assert.deepEqual(await readFileText(path), { ok: false, reason: 'tooLarge' });
  });
});
