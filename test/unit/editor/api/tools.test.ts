import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createApi } from '../../../../src/editor/api/api.ts';
import type { ForgejoArtifactsApi } from '../../../../src/editor/api/api.ts';
import type { Asset } from '../../../../src/engine/index.ts';
import { putForeign } from '../../../support/installRig.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { GREET, GREET_LINUX, openWorkspace } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';
import { THIS_SYSTEM } from '../../../support/thisSystem.ts';

const run = promisify(execFile);

describe('tools, for other extensions', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  let api: ForgejoArtifactsApi;
  beforeEach(async () => {
    rig = await openWorkspace(directory());
    api = createApi(rig.services);
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  async function greetFile(): Promise<Asset> {
    const files = await api.listFiles(rig.forge.url, GREET, 'v1.0.0');
    const asset = files.find(({ name }) => name === GREET_LINUX.name);
    assert.ok(asset);
    return asset;
  }

  it('installs a file, returns its evidence, and finds its command', async () => {
    assert.equal(await api.which('greet'), undefined);
    const made = await api.install(await greetFile());
    const [program] = made.programs;
    assert.deepEqual([made.tool, made.version, made.evidence], ['greet', 'v1.0.0', 'signature']);
    assert.deepEqual([program?.command, program?.linked], ['greet', true]);
    assert.equal(await api.which('greet'), program?.path);
    if (THIS_SYSTEM.scripts) assert.equal((await run(program?.path ?? '')).stdout.trim(), 'greet 1.0.0');
  });

  it('installs by address, and links no commands on request', async () => {
    const page = `${rig.forge.url}workshop/greet/releases/tag/v1.0.0`;
    const made = await api.install(page, { file: GREET_LINUX.name, activate: false });
    assert.equal(made.programs[0]?.linked, false);
    assert.equal(await api.which('greet'), undefined);
  });

  it("leaves a command alone whose name is another file's", async () => {
    const before = await api.install(await greetFile(), { activate: false });
    const { path = '' } = before.programs[0] ?? {};
    const root = path.slice(0, path.indexOf('installs'));
    await putForeign(root, 'greet');
    const made = await api.install(await greetFile());
    assert.deepEqual(made.programs, [{ command: 'greet', path, linked: false }]);
    assert.equal(await readFile(join(root, 'bin', 'greet'), 'utf8'), 'mine');
    assert.equal(await api.which('greet'), undefined);
  });

  it('rejects instead of asking the user', async () => {
    const page = `${rig.forge.url}workshop/greet/releases/tag/v1.0.0`;
    await assert.rejects(api.install(page, { file: 'SHA256SUMS' }), (error) => {
      return ['noExecutable', 'misfit', 'unsafeArchive'].includes((error as { code: string }).code);
    });
    await assert.rejects(api.install(await greetFile(), { sha256: '0'.repeat(64) }), { code: 'integrity' });
    await assert.rejects(api.install('https://evil.example/attachments/u'), { code: 'unknownInstance' });
    assert.deepEqual(rig.ui.messages, []);
  });

  it('restores the lock of an open folder', async () => {
    await rig.writeGreetLock();
    const [result] = await api.restore();
    assert.ok(result?.ok, JSON.stringify(result));
    assert.deepEqual([result.tool, result.version, result.evidence], ['greet', 'v1.0.0', 'signature']);
    assert.equal(result.programs[0]?.linked, true);
    assert.equal(await api.which('greet'), result.programs[0]?.path);
    assert.equal(await rig.fake.engine.installer.which('greet'), undefined, 'a restore adds no commands for the user');
    rig.fake.workspace.isTrusted = false;
    assert.equal(await api.which('greet'), undefined);
    rig.fake.workspace.isTrusted = true;
    assert.equal((await api.restore(rig.folder, { tools: ['greet'] })).length, 1);
    assert.deepEqual(await api.restore(rig.folder, { tools: [] }), []);
  });

  it('never asks which folder to restore', async () => {
    await rig.writeGreetLock();
    const second = join(directory(), 'second');
    await mkdir(second);
    rig.fake.workspace.open.push({ name: 'second', directory: second });
    assert.equal((await api.restore()).length, 1, 'only one of the two has a lock');
    await rig.writeGreetLock((tool) => tool, second);
    const facts = { reason: 'severalFolders', folders: [rig.folder, second] };
    await assert.rejects(api.restore(), { code: 'workspace', facts });
    assert.equal((await api.restore(second)).length, 1);
    assert.deepEqual(rig.ui.messages, []);
  });

  it('reports refused files of a restore, tool by tool', async () => {
    await rig.writeGreetLock();
    rig.forge.replaceAttachment(GREET_LINUX, Buffer.from('other bytes'));
    const [result] = await api.restore();
    assert.ok(result && !result.ok);
    assert.deepEqual([result.tool, result.code], ['greet', 'lockMismatch']);
    assert.match(result.message, /is not the locked file/);
    assert.deepEqual(Object.keys(result.facts), ['tool', 'asset', 'before', 'now']);
  });

  it('restores nothing without a folder, or on an unknown machine', async () => {
    await rig.writeGreetLock();
    rig.fake.host.here = undefined;
    await assert.rejects(api.restore(), { code: 'workspace', facts: { reason: 'noMachine' } });
    rig.fake.workspace.open.length = 0;
    await assert.rejects(api.restore(), { code: 'workspace', facts: { reason: 'noFolder' } });
  });

  it('restores nothing without trust, without a lock, or in a folder that is not open', async () => {
    await assert.rejects(api.restore(), { code: 'workspace', facts: { reason: 'noLock' } });
    await rig.writeGreetLock();
    await assert.rejects(api.restore(directory()), {
      code: 'workspace',
      facts: { reason: 'notOpen', folder: directory() },
    });
    rig.fake.workspace.isTrusted = false;
    await assert.rejects(api.restore(), { code: 'workspace', facts: { reason: 'untrusted' } });
  });
});
