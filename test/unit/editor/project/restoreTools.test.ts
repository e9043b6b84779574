import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { restoreTools } from '../../../../src/editor/commands/restoreTools.ts';
import { uninstall } from '../../../../src/editor/commands/uninstall.ts';
import { toolId } from '../../../../src/editor/installs/groupInstalled.ts';
import type { ErrorContext } from '../../../../src/editor/errorActions.ts';
import { showRestore } from '../../../../src/editor/project/showRestore.ts';
import { digestCell } from '../../../../src/editor/documents/markdown.ts';
import { WorkspaceError } from '../../../../src/words/workspaceError.ts';
import { formatLock, isEngineError, projectPaths } from '../../../../src/engine/index.ts';
import { DEMO_KEYS } from '../../../support/forge/demo/keys.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { GREET_LINUX, openWorkspace, until } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';
import { itWith } from '../../../support/thisSystem.ts';

const isFault = (reason: string) => (error: unknown) =>
  error instanceof WorkspaceError && error.fault.reason === reason;

describe('restoreTools', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  beforeEach(async () => void (rig = await openWorkspace(directory())));
  afterEach(() => rig[Symbol.asyncDispose]());

  const lastMessage = (): Promise<string> => until(() => rig.ui.texts('inform').at(-1));
  const failure = async (): Promise<unknown> => (await until(() => rig.fake.shown.at(-1))).error;
  /** The report that opens by itself. */
  const failureReport = (): string => rig.fake.reports.at(-1)?.markdown ?? '';
  const installed = async (): Promise<readonly string[]> =>
    (await rig.fake.engine.installer.list()).map(({ tool, asset }) => `${tool.name} ${asset.version}`);

  itWith('scripts', 'installs the locked tools, so that they run', async () => {
    await rig.writeGreetLock();
    await restoreTools(rig.services);
    assert.equal(await lastMessage(), 'greet v1.0.0 is restored and matches the lock.');
    const path = join(rig.fake.engine.environments.binDirectory(rig.folder), 'greet');
    assert.equal((await promisify(execFile)(path)).stdout.trim(), 'greet 1.0.0');
    assert.equal(await rig.fake.engine.installer.which('greet'), undefined, 'it adds no command for the user');
  });

  it('needs no connection for cached files', async () => {
    await rig.writeGreetLock();
    await restoreTools(rig.services);
    await rig.fake.engine.installer.uninstall((await rig.fake.engine.installer.list())[0]!.tool);
    await rig.forge.close();
    rig.ui.messages.length = 0;
    await restoreTools(rig.services);
    assert.equal(await lastMessage(), 'greet v1.0.0 is restored and matches the lock.');
    assert.deepEqual(await installed(), ['greet v1.0.0']);
  });

  it('refuses a file that replaced the locked one, and names both in its report', async () => {
    const lock = await rig.writeGreetLock();
    rig.forge.replaceAttachment(GREET_LINUX, Buffer.from('other bytes'));
    await restoreTools(rig.services);
    assert.ok(isEngineError(await failure(), 'lockMismatch'));
    const before = lock.tools.get('greet')?.assets.get(GREET_LINUX.name)?.upstreamId ?? '';
    const report = failureReport();
    assert.match(report, /greet: not restored/);
    const sha256 = lock.tools.get('greet')?.assets.get(GREET_LINUX.name)?.sha256 ?? '';
    assert.match(report, /^\| +\| Locked +\| Found +\|$/m);
    assert.match(report, new RegExp(`^\\| Server ID \\| \`${before}\` \\| \`[0-9a-f-]{36}\` \\|$`, 'm'));
    assert.ok(report.includes(`| SHA-256 | ${digestCell(sha256)} | not known, as it was not downloaded |`), report);
    assert.match(report, /1 tool was not restored\\\./);
    assert.deepEqual(await installed(), []);
  });

  it('refuses bytes that are not the locked ones, and shows both digests', async () => {
    const wrong = '0'.repeat(64);
    await rig.writeGreetLock((tool) => ({
      ...tool,
      assets: new Map([...tool.assets].map(([name, asset]) => [name, { ...asset, sha256: wrong }])),
    }));
    await restoreTools(rig.services);
    const error = await failure();
    assert.ok(isEngineError(error, 'lockMismatch'), String(error));
    const report = failureReport();
    assert.ok(report.includes(`| SHA-256 | ${digestCell(wrong)} | ${digestCell(error.facts.now)} |`), report);
    assert.deepEqual(await installed(), []);
  });

  it('refuses a bad signature, and names its key', async () => {
    await rig.writeGreetLock();
    await rig.otherMachine();
    const signature = DEMO_KEYS.minisign.sign('SHA256SUMS', Buffer.from('another list'));
    rig.forge.replaceAttachment({ ...GREET_LINUX, name: 'SHA256SUMS.minisig' }, signature);
    await restoreTools(rig.services);
    assert.ok(isEngineError(await failure(), 'integrity'));
    const report = failureReport();
    assert.match(report, /does not match this file/);
    assert.ok(report.includes(DEMO_KEYS.minisign.keyId), report);
    assert.deepEqual(await installed(), []);
  });

  it('sends no request to an instance that is not configured', async () => {
    await rig.writeGreetLock((tool) => ({ ...tool, instance: 'https://evil.example/' }));
    const asked = rig.forge.requests.length;
    await restoreTools(rig.services);
    assert.ok(isEngineError(await failure(), 'unknownInstance'));
    assert.equal(rig.forge.requests.length, asked);
    assert.deepEqual(rig.fake.reports, [], 'no alarm, so the report waits for its button');
    for (const { context } of rig.fake.shown) await (context as ErrorContext).report?.();
    assert.match(failureReport(), /greet: not restored/);
  });

  it('does nothing in a workspace that is not trusted', async () => {
    await rig.writeGreetLock();
    rig.fake.workspace.isTrusted = false;
    await assert.rejects(restoreTools(rig.services), isFault('untrusted'));
    assert.deepEqual(await installed(), []);
  });

  it('reports a missing lock, and that no folder is open', async () => {
    await assert.rejects(restoreTools(rig.services), isFault('noLock'));
    rig.fake.workspace.open.length = 0;
    await assert.rejects(restoreTools(rig.services), isFault('noFolder'));
    await assert.rejects(restoreTools(rig.services, '/somewhere/else'), isFault('noFolder'));
  });

  it('asks for a folder if several have a lock, but not if one has', async () => {
    const other = join(directory(), 'other');
    await mkdir(other);
    rig.fake.workspace.open.push({ name: 'other', directory: other });
    await rig.writeGreetLock();
    await restoreTools(rig.services);
    await rig.writeGreetLock(undefined, other);
    rig.ui.next({ pick: 'other' });
    await restoreTools(rig.services);
    rig.ui.finish();
    await rm(projectPaths(rig.folder).lock);
    await restoreTools(rig.services, other);
  });

  it('reports differences between the workspace file and the lock', async () => {
    await rig.writeGreetLock();
    const tools = { greet: { instance: rig.forge.url, release: 'workshop/greet', version: '^1.1' } };
    await writeFile(projectPaths(rig.folder).file, JSON.stringify({ tools }));
    await restoreTools(rig.services);
    assert.match(await lastMessage(), /forgejo-artifacts\.json and its lock disagree about greet/);
  });

  it('names the folder that would lack a tool before it is uninstalled', async () => {
    await rig.writeGreetLock();
    await restoreTools(rig.services);
    await lastMessage();
    const [{ tool } = { tool: undefined }] = await rig.services.installs.refresh();
    assert.ok(tool);
    rig.ui.next({ confirm: false });
    await uninstall(rig.services, { id: toolId(tool) });
    assert.match(
      rig.ui.texts('confirm').at(-1) ?? '',
      /The lock of .*project needs it; it will be missing there until you restore it\./,
    );
    assert.deepEqual(await installed(), ['greet v1.0.0']);
  });

  it('asks before a command of the folder hides another tool of the user, who keeps it elsewhere', async () => {
    const { engine } = rig.fake;
    await rig.writeGreetLock();
    await restoreTools(rig.services);
    const [greet] = await engine.installer.list();
    assert.ok(greet);
    await engine.installer.use(greet.tool, 'v1.0.0');
    const mine = await engine.installer.which('greet');
    const lock = await rig.readLock();
    const renamed = { tools: new Map([['hello', lock.tools.get('greet')!]]) };
    await writeFile(projectPaths(rig.folder).lock, formatLock(renamed));
    rig.ui.messages.length = 0;
    rig.ui.next({ press: 'Choose Commands…' }, { pickMany: ['greet'] });
    await restoreTools(rig.services);
    assert.match(
      await lastMessage(),
      /This program becomes a command only if you agree: greet \(runs workshop\/greet v1\.0\.0 now\)\./,
    );
    const machine = await rig.services.installHost.machine();
    assert.ok(machine);
    const state = () => engine.environments.state(rig.folder, renamed, machine);
    while (!(await state()).commands.has('greet'));
    assert.deepEqual(rig.ui.messages.findLast(({ kind }) => kind === 'asked')?.ticked, []);
    assert.match((await state()).commands.get('greet') ?? '', /installs.hello-/);
    assert.equal(await engine.installer.which('greet'), mine);
  });

  it('retries only the requested tools', async () => {
    const [greet] = (await rig.writeGreetLock()).tools.values();
    const lock = { tools: new Map([greet, greet].map((tool, index) => [`tool-${index}`, tool!])) };
    rig.forge.replaceAttachment(GREET_LINUX, Buffer.from('other bytes'));
    const folder = { name: 'project', directory: rig.folder };
    await showRestore(rig.services, { folder, project: undefined, lock }, ['tool-1']);
    const first = await until(() => rig.fake.shown.at(0));
    await (first.context as ErrorContext).retry?.();
    const again = await until(() => rig.fake.shown.at(1));
    assert.deepEqual(
      [first, again].map(({ context }) => (context as ErrorContext).name),
      ['tool-1', 'tool-1'],
    );
  });
});
