import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../../../src/cli/cliError.ts';
import { readTrust } from '../../../src/cli/trustedKeys.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { useTempDir } from '../../support/tempDir.ts';

describe('trusted keys as options', () => {
  const directory = useTempDir();
  const write = async (text: string): Promise<string> => {
    const file = join(directory(), 'key=1.pub');
    await writeFile(file, text);
    return file;
  };

  it("trusts a key for that owner of that instance alone, whatever the owner's case", async () => {
    const file = await write(DEMO_KEYS.minisign.text);
    const { trust } = await readTrust([`https://example.org/git/Tools=${file}`], 'signature', []);
    const theirs = trust('https://example.org/git/', 'tools');
    assert.deepEqual([theirs.keys.minisign?.length, theirs.require], [1, 'signature']);
    assert.notEqual(theirs.id, '');
    for (const [instance, owner] of [
      ['https://example.org/', 'tools'],
      ['https://example.org/git/', 'others'],
    ] as const) {
      const nobody = trust(instance, owner);
      assert.deepEqual([nobody.keys.minisign?.length, nobody.require, nobody.id], [0, 'signature', '']);
    }
  });

  it('refuses an invalid key before doing anything else', async () => {
    const file = await write('no key');
    for (const text of [`https://example.org/tools=${file}`, 'https://example.org/tools=nowhere', 'tools=x', file]) {
      await assert.rejects(
        readTrust([text], 'any', []),
        (error) => error instanceof CliError && error.code === 'usage',
      );
      await assert.rejects(readTrust([text], 'any', []), (error) => !/ENOENT|\(unknown\)/.test(String(error)));
    }
  });

  it('refuses a key for an instance that is not named, if any is', async () => {
    const file = await write(DEMO_KEYS.minisign.text);
    const text = `https://exmaple.org/tools=${file}`;
    await readTrust([text], 'any', []);
    await readTrust([text], 'any', ['https://exmaple.org/']);
    await assert.rejects(
      readTrust([text], 'any', ['https://example.org/']),
      (error) => error instanceof CliError && error.code === 'usage' && error.message.includes('https://exmaple.org/'),
    );
  });

  it('says whose keys had no effect, once any file was judged', async () => {
    const file = await write(DEMO_KEYS.minisign.text);
    const texts = ['tools', 'Tols'].map((owner) => `https://example.org/${owner}=${file}`);
    const { trust, unused } = await readTrust(texts, 'any', []);
    assert.deepEqual(unused(), []);
    trust('https://example.org/', 'TOOLS');
    assert.deepEqual(unused(), ['https://example.org/tols']);
  });
});
