import assert from 'node:assert/strict';
import { gather } from '../../../../src/engine/verify/gather.ts';
import { unsignedGroups } from '../../../../src/engine/verify/unsignedGroups.ts';

const DIGEST = 'a'.repeat(64);

/** The kinds of files left unsigned in a release of these files, as seen from the first. Files without content are empty. */
async function unsignedIn(contents: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const files = Object.keys(contents).map((name) => ({ name, sizeBytes: 1 }));
  const [asset] = files;
  assert.ok(asset);
  const gathered = await gather(asset, files, ({ name }) => Promise.resolve(Buffer.from(contents[name] ?? '')));
  return unsignedGroups(files, gathered);
}

const none = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '']));

describe('sorts of files that a release leaves unsigned', () => {
  it('include each sort of executable file with one without a signature', async () => {
    const release = none('tool.tar.gz', 'tool.tar.gz.minisig', 'tool.zip', 'tool.deb', 'tool.rpm', 'tool.rpm.asc');
    assert.deepEqual(await unsignedIn(release), ['archive', 'package deb']);
  });

  it('do not include texts and evidence files', async () => {
    const release = none(
      'tool',
      'tool.sig',
      'README.md',
      'tool.sha256',
      'LICENSE',
      'sbom.spdx.json',
      'tool.sig.sha256',
    );
    assert.deepEqual(await unsignedIn(release), []);
  });

  for (const [form, line] of [
    ['GNU', (name: string) => `${DIGEST}  ${name}\n`],
    ['GNU, binary, with a path', (name: string) => `${DIGEST} *./dist/${name}\n`],
    ['BSD', (name: string) => `SHA256 (${name}) = ${DIGEST}\n`],
  ] as const) {
    const list = ['tool.zip', 'tool.deb'].map(line).join('');

    it(`do not include files in a signed list: ${form}`, async () => {
      const release = { 'tool.zip': '', 'tool.deb': '', 'tool.rpm': '', SHA256SUMS: list, 'SHA256SUMS.sig': '' };
      assert.deepEqual(await unsignedIn(release), ['package rpm']);
    });

    it(`include all files in an unsigned list: ${form}`, async () => {
      assert.deepEqual(await unsignedIn({ 'tool.zip': '', 'tool.deb': '', SHA256SUMS: list }), [
        'archive',
        'package deb',
      ]);
    });
  }

  it('are unknown if the list is too long', async () => {
    const list = `${DIGEST}  tool.zip\n`.repeat(2000);
    assert.deepEqual(await unsignedIn({ 'tool.zip': '', 'tool.deb': '', SHA256SUMS: list, 'SHA256SUMS.sig': '' }), []);
  });
});
