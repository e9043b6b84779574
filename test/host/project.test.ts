import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { ForgejoArtifactsApi } from '../../src/editor/api/api.ts';
import { AGENT_TOOLS, COMMANDS, SETTINGS, TASK_TYPE } from '../../src/editor/ids.ts';
import { formatLock, projectPaths } from '../../src/engine/index.ts';
import type { ArtifactSource, LockedAsset } from '../../src/engine/index.ts';
import { env, harness } from './harness/harness.ts';
import { Line } from '../support/line.ts';
import { THIS_PLATFORM } from '../support/forge/demo/workshop/platforms.ts';

const GREET = { kind: 'release', owner: 'workshop', repo: 'greet' } as const;
const BADLY_SIGNED = { kind: 'release', owner: 'ladder', repo: 'wrong-list-signature' } as const;
const GREET_FILE = `greet-1.0.0-${THIS_PLATFORM}.tar.gz`;
const { commands, tasks, workspace } = vscode;

async function set(key: string, value: unknown): Promise<void> {
  await workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

describe('a workspace with a lock, in the extension host', () => {
  let line: Line;
  let url: string;
  let api: ForgejoArtifactsApi;
  let directory: string;
  let caches = 0;
  let greet: LockedAsset;

  /** Simulates another machine: nothing is cached, and nothing is installed. */
  const freshCache = (): Promise<void> =>
    set(SETTINGS.cacheDirectory, join(env('TEST_CACHE'), `project ${(caches += 1)}`));

  async function lockedFile(source: ArtifactSource, version: string, name: string): Promise<LockedAsset> {
    const files = await api.listFiles(url, source, version);
    const asset = files.find((file) => file.name === name);
    assert.ok(asset, name);
    const response = await fetch(`${url}attachments/${asset.upstreamId}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      upstreamId: asset.upstreamId,
      storage: 'attachment',
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      evidence: { kind: 'none', from: 'bytes' },
    };
  }

  const writeLock = (source: ArtifactSource, name: string, asset: LockedAsset): Promise<void> => {
    const place = { instance: url, source, version: 'v1.0.0', requested: 'v1.0.0' };
    const assets = new Map([[name, asset]]);
    const tool = { ...place, assets, platforms: new Map([['any', name] as const]) };
    return writeFile(projectPaths(directory).lock, formatLock({ tools: new Map([['greet', tool]]) }));
  };

  /** The text of a report that opens by itself, once it contains these parts. */
  async function reportWith(name: string, ...parts: readonly string[]): Promise<void> {
    const uri = vscode.Uri.from({ scheme: 'forgejo-artifacts-report', path: `/${name}.md` });
    const report = await workspace.openTextDocument(uri);
    const says = (): boolean => parts.every((part) => report.getText().includes(part));
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        if (!says()) return;
        listener.dispose();
        resolve();
      };
      const listener = workspace.onDidChangeTextDocument(settle);
      settle();
    });
  }

  /** Runs a task and returns its exit code. */
  async function exitCodeOf(task: vscode.Task): Promise<number | undefined> {
    const ended = new Promise<number | undefined>((resolve) => {
      const subscription = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name !== task.name) return;
        subscription.dispose();
        resolve(exitCode);
      });
    });
    await tasks.executeTask(task);
    return ended;
  }

  before(async () => {
    line = new Line(env('TEST_FORGE'));
    url = await line.open();
    ({ api } = await harness());
    directory = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    assert.notEqual(directory, '');
    await set(SETTINGS.instances, [{ url }]);
    await freshCache();
    greet = await lockedFile(GREET, 'v1.0.0', GREET_FILE);
  });
  beforeEach(async () => {
    await freshCache();
    await writeLock(GREET, GREET_FILE, greet);
  });
  after(async () => {
    await rm(projectPaths(directory).lock, { force: true });
    await rm(join(directory, '.vscode'), { recursive: true, force: true });
    for (const key of [SETTINGS.instances, SETTINGS.cacheDirectory, SETTINGS.trustedKeys]) await set(key, undefined);
    await line.cut();
  });

  it('restores a lock into a fresh cache and runs the tool', async () => {
    assert.equal(await api.which('greet'), undefined);
    await commands.executeCommand(COMMANDS.restoreTools);
    const path = await api.which('greet');
    assert.ok(path);
    assert.equal((await promisify(execFile)(path)).stdout.trim(), 'greet 1.0.0');
  });

  it('refuses bytes that are not the locked ones, and reports both digests', async () => {
    const before = '0'.repeat(64);
    await writeLock(GREET, GREET_FILE, { ...greet, sha256: before });
    const [result] = await api.restore(directory);
    assert.ok(result && !result.ok);
    assert.equal(result.code, 'lockMismatch');
    await commands.executeCommand(COMMANDS.restoreTools);
    await reportWith('Restored Tools', before, greet.sha256);
    assert.equal(await api.which('greet'), undefined);
  });

  it('refuses a file that replaced a locked one, and names both', async () => {
    const upstreamId = '00000000-0000-4000-8000-000000000000';
    await writeLock(GREET, GREET_FILE, { ...greet, upstreamId });
    await commands.executeCommand(COMMANDS.restoreTools);
    await reportWith('Restored Tools', upstreamId, greet.upstreamId);
    await commands.executeCommand(COMMANDS.checkLock);
    await reportWith('Lock Check', '**Replaced.**', upstreamId, greet.upstreamId);
  });

  it('stops at a bad signature and reports it', async () => {
    const files = await api.listFiles(url, BADLY_SIGNED, 'v1.0.0');
    const key = files.find(({ name }) => name === 'minisign.pub');
    assert.ok(key);
    const text = await readFile((await api.download(key)).path, 'utf8');
    await set(SETTINGS.trustedKeys, [{ instance: url, owner: 'ladder', key: text }]);
    await writeLock(BADLY_SIGNED, 'tool.txt', await lockedFile(BADLY_SIGNED, 'v1.0.0', 'tool.txt'));
    const [result] = await api.restore();
    assert.ok(result && !result.ok);
    assert.equal(result.code, 'integrity');
    await commands.executeCommand(COMMANDS.restoreTools);
    await reportWith('Restored Tools', 'does not match this file', 'SHA256SUMS');
  });

  it('restores by a task, which fails when a tool is refused', async () => {
    const [task] = await tasks.fetchTasks({ type: TASK_TYPE });
    assert.equal(task?.name, 'restore');
    assert.equal(await exitCodeOf(task), 0);
    assert.ok(await api.which('greet'));
    await freshCache();
    await writeLock(GREET, GREET_FILE, { ...greet, sha256: '0'.repeat(64) });
    assert.equal(await exitCodeOf(task), 1);
    assert.equal(await api.which('greet'), undefined);
  });

  it('gives tasks the path of a locked program, and restores it on demand', async () => {
    const out = join(directory, 'out.txt');
    const input = {
      id: 'greet',
      type: 'command',
      command: COMMANDS.path,
      args: { tool: 'greet', executable: 'greet' },
    };
    const shell = { label: 'run greet', type: 'shell', command: `"\${input:greet}" > "${out}"` };
    const configuration = workspace.getConfiguration('tasks');
    for (const [key, value] of Object.entries({ version: '2.0.0', inputs: [input], tasks: [shell] })) {
      await configuration.update(key, value, vscode.ConfigurationTarget.Workspace);
    }
    const task = (await tasks.fetchTasks()).find(({ name }) => name === 'run greet');
    assert.ok(task);
    assert.equal(await exitCodeOf(task), 0);
    assert.equal((await readFile(out, 'utf8')).trim(), 'greet 1.0.0');
    await rm(out);
    assert.match(await commands.executeCommand<string>(COMMANDS.path), /greet$/);
  });

  it('registers its tools for language models', async () => {
    const known = vscode.lm.tools.map(({ name }) => name);
    for (const name of Object.values(AGENT_TOOLS)) assert.ok(known.includes(name), name);
    const input = { repository: 'workshop/greet', version: 'v1.0.0' };
    const { content } = await vscode.lm.invokeTool(AGENT_TOOLS.findArtifact, { input, toolInvocationToken: undefined });
    const [answer] = content;
    assert.ok(answer instanceof vscode.LanguageModelTextPart);
    assert.ok(answer.value.includes(GREET_FILE), answer.value);
  });

  it('hands a file to a language model after a confirmation', async () => {
    const input = { repository: 'workshop/greet', version: 'v1.0.0' };
    const { content } = await vscode.lm.invokeTool(AGENT_TOOLS.getArtifact, { input, toolInvocationToken: undefined });
    const [answer] = content;
    assert.ok(answer instanceof vscode.LanguageModelTextPart);
    const { path, sha256 } = JSON.parse(answer.value.slice(answer.value.indexOf('{'))) as Record<string, string>;
    assert.equal(sha256, greet.sha256);
    assert.equal(
      createHash('sha256')
        .update(await readFile(path ?? ''))
        .digest('hex'),
      sha256,
    );
  });

  // This test is last because it does not restore the connection.
  it('restores from the cache while offline', async () => {
    assert.ok((await api.restore())[0]?.ok);
    const installed = await api.which('greet');
    assert.ok(installed);
    await rm(join(installed, '../..'), { recursive: true, force: true });
    await line.cut();
    const [result] = await api.restore();
    assert.ok(result?.ok, JSON.stringify(result));
    assert.equal((await promisify(execFile)(result.programs[0]?.path ?? '')).stdout.trim(), 'greet 1.0.0');
    await freshCache();
    const [without] = await api.restore();
    assert.ok(without && !without.ok);
    assert.equal(without.code, 'network');
  });
});
