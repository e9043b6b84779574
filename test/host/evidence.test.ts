import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SETTINGS } from '../../src/editor/ids.ts';
import type { ForgejoArtifactsApi } from '../../src/editor/api/api.ts';
import { env, harness } from './harness/harness.ts';

const OWNER = 'ladder';
const LIST = { kind: 'release', owner: OWNER, repo: 'rung-minisign-list' } as const;
const NONE = { kind: 'release', owner: OWNER, repo: 'rung-none' } as const;
const ELSEWHERE = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
const WRONG = { kind: 'release', owner: OWNER, repo: 'wrong-checksum' } as const;

describe('evidence in the extension host', () => {
  const url = env('TEST_FORGE');
  let api: ForgejoArtifactsApi;

  const configure = (key: string, value: unknown): Thenable<void> =>
    vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
  const assetOf = async (source: { kind: 'release'; owner: string; repo: string }, name = 'tool.txt') => {
    const asset = (await api.listFiles(url, source, 'v1.0.0')).find((one) => one.name === name);
    assert.ok(asset);
    return asset;
  };
  const trustTheKeyOf = async (repo: string): Promise<void> => {
    const answer = await fetch(`${url}${OWNER}/${repo}/releases/download/v1.0.0/minisign.pub`);
    await configure(SETTINGS.trustedKeys, [{ instance: url, owner: OWNER, key: await answer.text() }]);
  };

  before(async () => {
    ({ api } = await harness());
    await configure(SETTINGS.instances, [{ url }]);
  });
  afterEach(async () => {
    await configure(SETTINGS.trustedKeys, undefined);
    await configure(SETTINGS.requireByPlace, undefined);
  });
  after(() => configure(SETTINGS.instances, undefined));

  it('counts a signed checksum list as a checksum until its key is trusted, and as a signature from then on', async () => {
    const asset = await assetOf(LIST);
    const before = await api.download(asset);
    assert.equal(before.evidence, 'checksum');
    await trustTheKeyOf(LIST.repo);
    const now = await api.download(asset);
    assert.equal(now.evidence, 'signature');
    assert.equal(now.path, before.path);
  });

  it("refuses a file with too little evidence for its owner's requirement, and no file of other owners", async () => {
    await configure(SETTINGS.requireByPlace, { [`${url}${OWNER}`]: 'signature' });
    await assert.rejects(api.download(await assetOf(NONE)), {
      code: 'untrusted',
      facts: { name: 'tool.txt', require: 'signature', kind: 'none' },
    });
    assert.equal(await api.cachedPath(await assetOf(NONE)), undefined);
    await api.download(await assetOf(ELSEWHERE, 'minisign.pub'));
    await trustTheKeyOf(LIST.repo);
    assert.equal((await api.download(await assetOf(LIST))).evidence, 'signature');
  });

  it('raises an alarm for wrong bytes whatever is required, with all sources', async () => {
    const asset = await assetOf(WRONG);
    await assert.rejects(api.download(asset), (error: { code?: string; facts?: { sources?: unknown[] } }) => {
      assert.equal(error.code, 'integrity');
      assert.deepEqual(error.facts?.sources?.length, 1);
      return true;
    });
    assert.equal(await api.cachedPath(asset), undefined);
  });
});
