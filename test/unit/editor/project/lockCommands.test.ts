import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { withTool } from '../../../../src/engine/project/updateTool.ts';
import { digestCell } from '../../../../src/editor/documents/markdown.ts';
import { addToWorkspace } from '../../../../src/editor/commands/addToWorkspace.ts';
import { checkLock } from '../../../../src/editor/commands/checkLock.ts';
import { updateAllWorkspaceTools, updateWorkspaceTool } from '../../../../src/editor/commands/updateWorkspaceTools.ts';
import { patternOf } from '../../../../src/engine/project/lockChosen.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { describeError } from '../../../../src/words/describeError.ts';
import { WorkspaceError } from '../../../../src/words/workspaceError.ts';
import { formatLock, isEngineError, projectPaths } from '../../../../src/engine/index.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { GREET, GREET_LINUX, openWorkspace, until } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';

const WRITE = { pick: 'Write the Lock' };
const NOTHING = { pick: 'Cancel' };
const isFault = (reason: string) => (error: unknown) =>
  error instanceof WorkspaceError && error.fault.reason === reason;

describe('the commands for the lock', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  beforeEach(async () => void (rig = await openWorkspace(directory())));
  afterEach(() => rig[Symbol.asyncDispose]());

  const report = (): string => rig.fake.reports.at(-1)?.markdown ?? '';
  const exists = (path: string): Promise<boolean> =>
    readFile(path).then(
      () => true,
      () => false,
    );
  const versionRow = (version: string): object => ({
    kind: 'version',
    id: '',
    parent: undefined,
    instance: rig.forge.url,
    source: GREET,
    version,
  });
  const writeProject = (tools: object): Promise<void> =>
    writeFile(projectPaths(rig.folder).file, JSON.stringify({ tools }, null, 2));
  const greetEntry = (version: string): object => ({ instance: rig.forge.url, release: 'workshop/greet', version });

  describe('addToWorkspace', () => {
    it('writes both files after the locked files were shown with their evidence', async () => {
      rig.ui.next({ pick: '^1.0.0' }, WRITE);
      await addToWorkspace(rig.services, versionRow('v1.0.0'));
      rig.ui.finish();
      assert.deepEqual((await rig.readProject()).tools.get('greet'), rig.greet('^1.0.0'));
      const { tools } = await rig.readLock();
      const tool = tools.get('greet');
      assert.equal(tool?.version, 'v1.0.0');
      assert.equal(tool.requested, '^1.0.0');
      assert.ok(['linux-x64', 'darwin-arm64', 'win32-x64'].every((key) => tool.platforms.has(key as 'linux-x64')));
      assert.match(report(), /### linux\\-x64, linux\\-x64\\-musl\n/);
      assert.match(report(), new RegExp(tool.assets.get(GREET_LINUX.name)?.sha256 ?? 'nothing'));
      assert.match(report(), /signed, key/);
      assert.match(await until(() => rig.ui.texts('inform').at(-1)), /greet v1\.0\.0 is locked for \d+ platforms\.$/);
      assert.equal(rig.fake.workspace.lockCount, 1);
    });

    it('writes nothing when the user cancels', async () => {
      rig.ui.next({ pick: 'Only v1.0.0' }, NOTHING);
      await addToWorkspace(rig.services, versionRow('v1.0.0'));
      rig.ui.finish();
      const paths = projectPaths(rig.folder);
      assert.deepEqual([await exists(paths.file), await exists(paths.lock)], [false, false]);
    });

    it('locks the latest version of a repository, or a single file', async () => {
      const repository = { kind: 'repository', id: '', instance: rig.forge.url, owner: 'workshop', repo: 'greet' };
      rig.ui.next({ pick: 'latest' }, WRITE);
      await addToWorkspace(rig.services, repository);
      assert.equal((await rig.readProject()).tools.get('greet')?.version, 'latest');
      const { value } = await rig.fake.engine.version(rig.forge.url, GREET, 'v1.0.0');
      const asset = value.assets.find(({ name }) => name === GREET_LINUX.name);
      rig.ui.next({ pick: 'Only v1.0.0' }, WRITE);
      await addToWorkspace(rig.services, asset);
      rig.ui.finish();
      assert.deepEqual((await rig.readProject()).tools.get('greet'), rig.greet('v1.0.0'));
      assert.equal((await rig.readLock()).tools.get('greet')?.version, 'v1.0.0');
    });

    it('adds a pattern for a file that would not be picked by its name', async () => {
      const { value } = await rig.fake.engine.version(rig.forge.url, GREET, 'v1.0.0');
      const sums = value.assets.find(({ name }) => name === 'SHA256SUMS');
      rig.ui.next({ pick: 'Only v1.0.0' }, WRITE);
      await addToWorkspace(rig.services, sums);
      rig.ui.finish();
      const [[name, spec] = []] = (await rig.readProject()).tools;
      assert.equal(spec?.asset, 'SHA256SUMS');
      assert.deepEqual([...((await rig.readLock()).tools.get(name ?? '')?.assets.keys() ?? [])], ['SHA256SUMS']);
    });

    it('makes patterns that fit the next version too', () => {
      assert.equal(patternOf('greet-1.0.0-linux-x64.tar.gz', 'v1.0.0'), 'greet-{version}-linux-x64.tar.gz');
      assert.equal(patternOf('tool_1.2_{any}.zip', 'tool-v1.2'), 'tool_{version}_?any?.zip');
      assert.equal(patternOf('tool.zip', 'nightly'), 'tool.zip');
    });

    it('asks for another name if a tool has it already', async () => {
      await writeProject({ greet: { instance: rig.forge.url, release: 'workshop/esbuild', version: 'latest' } });
      rig.ui.next({ pick: 'latest' }, { input: 'greet' }, { input: 'salute' }, WRITE);
      await addToWorkspace(rig.services, versionRow('v1.0.0'));
      rig.ui.finish();
      assert.deepEqual(rig.ui.texts('refused'), ['Another tool in this workspace already has that name.']);
      assert.deepEqual([...(await rig.readProject()).tools.keys()], ['greet', 'salute']);
    });

    it('locks nothing that the settings would refuse, and names the requirement', async () => {
      rig.fake.configuration.type(SETTINGS.trustedKeys, []);
      rig.fake.configuration.type(SETTINGS.verificationRequire, 'signature');
      rig.ui.next({ pick: '^1.0.0' });
      const failure: unknown = await addToWorkspace(rig.services, versionRow('v1.0.0')).catch(
        (error: unknown) => error,
      );
      rig.ui.finish();
      assert.ok(isEngineError(failure, 'untrusted'), String(failure));
      assert.match(describeError(failure).message, /^Your settings require a signature by a key that you trust/);
      assert.equal(await exists(projectPaths(rig.folder).lock), false);
    });

    it('does not write to an unreadable workspace file or in an untrusted workspace', async () => {
      await writeFile(projectPaths(rig.folder).file, '{ "tools": ');
      await assert.rejects(addToWorkspace(rig.services, versionRow('v1.0.0')), (error) =>
        isEngineError(error, 'badProjectFile'),
      );
      rig.fake.workspace.isTrusted = false;
      await assert.rejects(addToWorkspace(rig.services, versionRow('v1.0.0')), isFault('untrusted'));
      assert.equal(rig.forge.requests.length, 0);
    });
  });

  describe('updateWorkspaceTool', () => {
    it('shows old and new version, digests and evidence of each platform before it writes', async () => {
      const before = await rig.writeGreetLock();
      await writeProject({ greet: greetEntry('^1') });
      rig.ui.next({ pick: 'greet' }, NOTHING);
      await updateWorkspaceTool(rig.services);
      const locked = before.tools.get('greet')?.assets.get(GREET_LINUX.name)?.sha256 ?? '';
      assert.match(report(), /greet v1\\\.0\\\.0 → v1\\\.1\\\.0/);
      assert.ok(report().includes(digestCell(locked)), report());
      assert.equal((await rig.readLock()).tools.get('greet')?.version, 'v1.0.0');
      rig.ui.next({ pick: 'greet' }, WRITE);
      await updateWorkspaceTool(rig.services);
      rig.ui.finish();
      const after = (await rig.readLock()).tools.get('greet');
      assert.equal(after?.version, 'v1.1.0');
      assert.ok(report().includes(digestCell(after.assets.get('greet-1.1.0-linux-x64.tar.gz')?.sha256 ?? '-')));
    });

    it('warns if the same version has another file now', async () => {
      await rig.writeGreetLock();
      await writeProject({ greet: greetEntry('1.0.0') });
      rig.forge.replaceAttachment(GREET_LINUX, Buffer.from('other bytes'));
      for (const name of ['SHA256SUMS', 'SHA256SUMS.minisig']) rig.forge.removeAttachment({ ...GREET_LINUX, name });
      rig.ui.next({ pick: 'greet' }, NOTHING);
      await updateWorkspaceTool(rig.services);
      assert.match(report(), /\*\*Replaced\.\*\*/);
      assert.match(report(), /\*\*Weaker\.\*\*/);
    });

    it('says that the workspace file has no such tool, or none at all', async () => {
      await rig.writeGreetLock();
      await writeProject({});
      await rig.services.projects.refresh();
      await updateWorkspaceTool(rig.services);
      await updateWorkspaceTool(rig.services, { kind: 'projectTool', folder: rig.folder, tool: 'greet' });
      assert.deepEqual(rig.ui.texts('inform'), [
        'forgejo-artifacts.json lists no tools.',
        'forgejo-artifacts.json no longer has greet. Update All removes it from the lock.',
      ]);
    });

    it('reports that nothing has changed, and asks nothing', async () => {
      await rig.writeGreetLock();
      await writeProject({ greet: greetEntry('1.0.0') });
      rig.ui.next({ pick: 'greet' });
      await updateWorkspaceTool(rig.services);
      assert.deepEqual(rig.ui.texts('inform'), ['The lock is up to date.']);
      await assert.rejects(
        (async () => {
          rig.fake.workspace.open.splice(0, 1, { name: 'empty', directory: directory() });
          await updateWorkspaceTool(rig.services);
        })(),
        isFault('noProject'),
      );
    });
  });

  describe('updateAllWorkspaceTools', () => {
    it('locks what it can, names what it cannot, and drops tools no longer requested', async () => {
      const lock = await rig.writeGreetLock();
      const stale = withTool(lock, 'stale', lock.tools.get('greet')!);
      await writeFile(projectPaths(rig.folder).lock, formatLock(stale));
      await writeProject({
        greet: greetEntry('^1'),
        ghost: { instance: rig.forge.url, release: 'workshop/ghost', version: 'latest' },
      });
      rig.ui.next(WRITE);
      await updateAllWorkspaceTools(rig.services);
      rig.ui.finish();
      const { tools } = await rig.readLock();
      assert.deepEqual(
        [...tools].map(([name, { version }]) => `${name} ${version}`),
        ['greet v1.1.0'],
      );
      assert.match(report(), /## ghost: not locked/);
      assert.match(report(), /Removed from the lock\n\n- stale/);
      assert.match(rig.ui.texts('asked').join('\n'), /Not locked: ghost/);
      const told = await until(() => rig.ui.texts('inform').at(-1));
      assert.match(told, /^greet v1\.1\.0 is locked for \d+ platforms\. 1 tool was removed from the lock\.$/);
    });

    it('says what it removed if nothing else changed', async () => {
      const lock = await rig.writeGreetLock();
      const stale = withTool(lock, 'stale', lock.tools.get('greet')!);
      await writeFile(projectPaths(rig.folder).lock, formatLock(stale));
      await writeProject({ greet: greetEntry('1.0.0') });
      rig.ui.next(WRITE);
      await updateAllWorkspaceTools(rig.services);
      assert.equal(await until(() => rig.ui.texts('inform').at(-1)), '1 tool was removed from the lock.');
    });

    it('keeps a tool locked if the settings would refuse its new version, and explains why', async () => {
      await rig.writeGreetLock();
      await writeProject({ greet: greetEntry('^1'), odd: greetEntry('1.0.0') });
      for (const name of ['SHA256SUMS', 'SHA256SUMS.minisig'])
        rig.forge.removeAttachment({ ...GREET_LINUX, tag: 'v1.1.0', name });
      rig.fake.configuration.type(SETTINGS.verificationRequire, 'signature');
      rig.ui.next(WRITE);
      await updateAllWorkspaceTools(rig.services);
      rig.ui.finish();
      assert.equal((await rig.readLock()).tools.get('greet')?.version, 'v1.0.0');
      assert.match(report(), /## greet: not locked\n\nYour settings require a signature/);
      assert.match(rig.ui.texts('asked').join('\n'), /Not locked: greet: Your settings require a signature/);
    });

    it('shows a failure if there is nothing else to show', async () => {
      await writeProject({ ghost: { instance: rig.forge.url, release: 'workshop/ghost', version: 'latest' } });
      await updateAllWorkspaceTools(rig.services);
      const { error } = await until(() => rig.fake.shown.at(-1));
      assert.ok(isEngineError(error, 'notFound'), String(error));
      assert.deepEqual(rig.fake.reports, []);
    });
  });

  describe('checkLock', () => {
    it('says that a lock lists no tools', async () => {
      await writeFile(projectPaths(rig.folder).lock, formatLock({ tools: new Map() }));
      await checkLock(rig.services);
      assert.deepEqual(rig.ui.texts('inform'), ['The lock lists no tools.']);
    });

    it('reports that upstream is unchanged', async () => {
      await rig.writeGreetLock();
      await checkLock(rig.services);
      assert.deepEqual(rig.ui.texts('inform'), ['All locked files are unchanged upstream (1 tool).']);
      assert.match(report(), /As locked:/);
    });

    it('names replaced files with both sides, missing files and newer versions', async () => {
      const lock = await rig.writeGreetLock((tool) => ({ ...tool, requested: '^1' }));
      rig.forge.replaceAttachment(GREET_LINUX, Buffer.from('other bytes'));
      rig.forge.removeAttachment({ ...GREET_LINUX, name: 'greet-1.0.0-darwin-x64.tar.gz' });
      await checkLock(rig.services);
      const [sentence] = rig.ui.texts('warn');
      assert.equal(
        sentence,
        'Files of greet have been replaced since they were locked. Files of greet were removed upstream. There are newer versions of greet.',
      );
      const before = lock.tools.get('greet')?.assets.get(GREET_LINUX.name);
      assert.match(report(), /\*\*Replaced\.\*\* greet\\-1\\\.0\\\.0\\-linux/);
      assert.ok(report().includes(before?.upstreamId ?? '-') && report().includes(digestCell(before?.sha256 ?? '-')));
      assert.match(report(), /\*\*Missing\.\*\* greet\\-1\\\.0\\\.0\\-darwin/);
      assert.match(report(), /\*\*Newer\.\*\* v1\\\.1\\\.0/);
    });

    it('never treats an unreachable instance as one without files', async () => {
      await rig.writeGreetLock();
      await rig.otherMachine();
      await rig.forge.close();
      await checkLock(rig.services);
      assert.deepEqual(rig.ui.texts('warn'), ['greet could not be checked.']);
      assert.match(report(), /\*\*Not checked\.\*\*/);
      assert.ok(!report().includes('Missing'));
    });
  });
});
