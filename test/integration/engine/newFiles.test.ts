import assert from 'node:assert/strict';
import { createTrust, parseTrustedKey } from '../../../src/engine/index.ts';
import type { Asset } from '../../../src/engine/index.ts';
import { ContentBuilder } from '../../support/forge/content.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge } from '../../support/forge/forge.ts';
import { minisignSigner } from '../../support/forge/signing/minisign.ts';
import { refusal } from '../../support/ladderRig.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';
import type { TestEngine } from '../../support/testEngine.ts';

const SOURCE = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
const key = minisignSigner('release key');

/** Files of these names, each with its own name in it. */
const files = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, Buffer.from(name)]));
const signed = (name: string) => ({ ...files(name), [`${name}.minisig`]: key.sign(name, Buffer.from(name)) });

describe('new files of a source that was signed', () => {
  const directory = useTempDir();
  let forge: Forge;
  let made: TestEngine;
  beforeEach(async () => {
    const builder = new ContentBuilder().account('alice');
    const repository = builder.repository('alice', 'tool');
    const archives = { ...signed('tool-linux-amd64.tar.gz'), ...signed('tool-linux-arm64.tar.gz') };
    builder.release(repository, 'v1.0.0', { ...archives, ...files('tool_amd64.deb', 'notes.txt') });
    const renamed = files('tool-linux-x86_64.tar.gz', 'tool-linux.zip', 'tool.sh', 'tool_arm64.deb', 'changes.txt');
    builder.release(repository, 'v1.1.0', { ...renamed, ...signed('tool-darwin.tar.gz') });
    forge = await startForge({ content: builder.content });
    const parsed = parseTrustedKey(key.text);
    assert.ok(parsed.ok);
    const trust = createTrust([parsed.key], 'any');
    made = await makeEngine(directory(), { trust: () => trust });
    await made.engine.obtain(await listed('v1.0.0', 'tool-linux-amd64.tar.gz'));
  });
  afterEach(async () => {
    await made[Symbol.asyncDispose]();
    await forge.close();
  });

  const listed = async (version: string, name: string): Promise<Asset> => {
    const { value } = await made.engine.version(forge.url, SOURCE, version);
    const asset = value.assets.find((one) => one.name === name);
    assert.ok(asset);
    return asset;
  };
  const change = { kind: 'signature-missing', before: [`minisign:${key.keyId}`], among: 'source' } as const;

  for (const name of ['tool-linux-x86_64.tar.gz', 'tool-linux.zip', 'tool.sh'])
    it(`are not used without its signature: ${name}`, async () => {
      const { facts } = await refusal(made.engine.obtain(await listed('v1.1.0', name)), 'changed');
      assert.deepEqual(facts.changes, [change]);
    });

  for (const name of ['tool-darwin.tar.gz', 'tool_arm64.deb', 'changes.txt'])
    it(`are used where they are signed, or of a sort that never was: ${name}`, async () => {
      const { record } = await made.engine.obtain(await listed('v1.1.0', name));
      assert.deepEqual(record.evidence.changes, []);
    });

  it('are used once that is accepted, as are others of their sort, and of no other', async () => {
    const zip = await listed('v1.1.0', 'tool-linux.zip');
    await refusal(made.engine.obtain(zip), 'changed');
    await made.engine.accept(zip, [change]);
    await made.engine.obtain(zip);
    await made.engine.obtain(await listed('v1.1.0', 'tool-linux-x86_64.tar.gz'));
    await refusal(made.engine.obtain(await listed('v1.1.0', 'tool.sh')), 'changed');
  });
});
