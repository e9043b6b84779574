import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { useExport } from '../../support/isolatedCli.ts';
import { sha256Of } from '../../support/records.ts';

describe('the evidence of an import on a machine without a network', () => {
  const { rig, isolated, stick, strict } = useExport();

  for (const [how, options] of [
    ['--offline', ['--offline']],
    ['only mirrors', ['--mirror-only']],
  ] as const)
    it(`counts the imported signatures once their key is trusted, without another import: ${how}`, async () => {
      const imported = await isolated('import', stick(), ...rig.cacheAt('empty'));
      assert.equal(imported.code, 0, imported.stderr);
      await rm(stick(), { recursive: true });
      const unsigned = ['restore', ...options, '--require', 'signature', ...rig.cacheAt('empty')];
      const refused = await isolated(...unsigned);
      assert.equal(refused.code, 3, 'an export vouches for nothing by itself');
      assert.match(refused.stderr, /--require needs a signature by a key that you trust, but /);
      const { code, answer, stderr } = await isolated(...unsigned, ...rig.trusted());
      assert.equal(code, 0, stderr);
      assert.deepEqual([answer.tools[0]?.evidence, answer.tools[0]?.fromCache], ['signature', true]);
      assert.equal((await isolated(...unsigned)).code, 3, 'the key is not trusted any more');
    });

  /** Puts one signature over each file into the export, in place of all other evidence. */
  async function signEach(bytesOf: (file: Buffer) => Buffer): Promise<void> {
    const { files } = JSON.parse(await readFile(join(stick(), 'index.json'), 'utf8')) as {
      files: { asset: string; sha256: string }[];
    };
    for (const { asset: name, sha256 } of files) {
      const signature = DEMO_KEYS.minisign.sign(name, bytesOf(await readFile(join(stick(), 'cas', sha256))));
      const own = sha256Of(signature);
      const entry = { name: `${name}.minisig`, upstreamId: `id of ${name}`, storage: 'attachment', digests: {} };
      await writeFile(join(stick(), 'evidence', 'files', own), signature);
      await writeFile(
        join(stick(), 'evidence', `${sha256}.json`),
        JSON.stringify({ files: [{ ...entry, sizeBytes: signature.length, sha256: own }] }),
      );
    }
  }

  for (const options of [['--offline'], ['--mirror-only']] as const)
    it(`counts an imported signature over the file once its key is trusted: ${options.join()}`, async () => {
      await signEach((bytes) => bytes);
      assert.equal((await isolated('import', stick(), ...rig.cacheAt('empty'))).code, 0);
      const { code, answer, stderr } = await isolated('restore', ...options, ...strict(), ...rig.cacheAt('empty'));
      assert.deepEqual([code, answer.tools[0]?.evidence], [0, 'signature'], stderr);
    });

  it('refuses an imported file once a key is trusted whose signature does not match it', async () => {
    await signEach(() => Buffer.from('other bytes'));
    assert.equal((await isolated('import', stick(), ...rig.cacheAt('empty'))).code, 0);
    assert.equal((await isolated('restore', '--offline', ...rig.cacheAt('empty'))).code, 0);
    const { code, answer } = await isolated('restore', '--offline', ...rig.trusted(), ...rig.cacheAt('empty'));
    assert.deepEqual([code, answer.tools[0]?.error.code, answer.isCurrent], [3, 'integrity', false]);
  });

  it('does not say that the evidence is missing if only its key is not trusted', async () => {
    const { code, stderr } = await isolated('import', stick(), '--require', 'signature', ...rig.cacheAt('empty'));
    assert.equal(code, 3);
    assert.match(
      stderr,
      /but no evidence that counts was found\. A signature counts only by a key that --trusted-key names\./,
    );
    assert.doesNotMatch(stderr, /Export it again|nothing to compare/);
  });

  /** Takes all signatures out of the export, as if they could not be read when it was made. */
  async function loseSignatures(): Promise<void> {
    const evidence = join(stick(), 'evidence');
    for (const name of (await readdir(evidence)).filter((one) => one.endsWith('.json'))) {
      const { files } = JSON.parse(await readFile(join(evidence, name), 'utf8')) as { files: { name: string }[] };
      const left = files.filter((one) => !one.name.endsWith('.minisig'));
      assert.ok(left.length > 0 && left.length < files.length);
      await writeFile(join(evidence, name), JSON.stringify({ files: left }));
    }
  }

  it('keeps the signatures of an earlier import that the next export of the same files lacks', async () => {
    for (const lose of [() => Promise.resolve(), loseSignatures]) {
      await lose();
      assert.equal((await isolated('import', stick(), ...rig.cacheAt('empty'))).code, 0);
    }
    const { code, answer, stderr } = await isolated('restore', '--offline', ...strict(), ...rig.cacheAt('empty'));
    assert.deepEqual([code, answer.tools[0]?.evidence], [0, 'signature'], stderr);
  });

  it('forgets what an earlier import had if the next export has another file of that name', async () => {
    await signEach(() => Buffer.from('other bytes'));
    assert.equal((await isolated('import', stick(), ...rig.cacheAt('empty'))).code, 0);
    await signEach((bytes) => bytes);
    assert.equal((await isolated('import', stick(), ...rig.cacheAt('empty'))).code, 0);
    const { code, answer, stderr } = await isolated('restore', '--offline', ...strict(), ...rig.cacheAt('empty'));
    assert.deepEqual([code, answer.tools[0]?.evidence], [0, 'signature'], stderr);
  });

  it('takes no evidence from an export that a stranger changed', async () => {
    const evidence = join(stick(), 'evidence', 'files');
    for (const name of await readdir(evidence)) await writeFile(join(evidence, name), 'x');
    assert.equal((await isolated('import', stick(), ...rig.cacheAt('empty'))).code, 0);
    const { code } = await isolated('restore', '--offline', ...strict(), ...rig.cacheAt('empty'));
    assert.equal(code, 3);
  });
});
