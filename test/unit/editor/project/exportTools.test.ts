import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ErrorContext } from '../../../../src/editor/errorActions.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { filesProgressReporter } from '../../../../src/editor/project/exportWords.ts';
import { formatLock, isEngineError, projectPaths } from '../../../../src/engine/index.ts';
import { withTool } from '../../../../src/engine/project/updateTool.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { describeWith, OTHER_SYSTEM } from '../../../support/thisSystem.ts';
import '../../../support/vscode/useVscodeStub.ts';
import { openWorkspace, until } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';

// The stub has to be registered before the modules that use it are loaded.
const { exportTools } = await import('../../../../src/editor/commands/exportTools.ts');
const { importTools } = await import('../../../../src/editor/commands/importTools.ts');

const MB = 1024 * 1024;

describeWith('junctions', 'tools that are exported and imported', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  beforeEach(async () => {
    rig = await openWorkspace(directory());
    await rig.writeGreetLock();
  });
  afterEach(() => rig[Symbol.asyncDispose]());
  const stick = (): string => join(directory(), 'stick');
  const tar = (): string => join(directory(), 'tools.tar');
  const messageStarting = (start: string): Promise<string> =>
    until(() => rig.ui.texts('inform').find((text) => text.startsWith(start)));

  const exported = async (platforms: string, to: 'folder' | 'tar'): Promise<void> => {
    rig.ui.next({ pick: platforms });
    if (to === 'tar') rig.ui.next({ pick: 'To One Tar File…' }, { saveAs: tar() });
    else rig.ui.next({ pick: 'To a Folder…' }, { folder: stick() });
    await exportTools(rig.services);
    rig.ui.finish();
  };
  /** Simulates a machine with an empty cache and no network that requires signatures. */
  const withoutNetwork = async (): Promise<void> => {
    await rig.otherMachine();
    await rig.forge.close();
    rig.fake.configuration.type(SETTINGS.verificationRequire, 'signature');
  };

  it('run on a machine without a network, with their signatures checked', async () => {
    await exported('All Platforms', 'folder');
    assert.match(await messageStarting('Exported to'), /^Exported to .*stick: \d+ files \([\d.]+ [kM]?B\)\.$/);
    await withoutNetwork();
    rig.ui.next({ pick: 'From a Folder…' }, { folder: stick() }, { press: 'Restore' });
    await importTools(rig.services);
    assert.match(await messageStarting('Imported'), /^Imported into the cache: \d+ files \([\d.]+ [kM]?B\)\.$/);
    await messageStarting('greet v1.0.0 is restored');
    const path = join(rig.fake.engine.environments.binDirectory(rig.folder), 'greet');
    assert.equal((await promisify(execFile)(path)).stdout.trim(), 'greet 1.0.0');
  });

  it('fit into one tar file, for this machine alone, and come in without an open lock', async () => {
    await exported('This Machine', 'tar');
    assert.match(await messageStarting('Exported to'), /tools\.tar: 1 file \(/);
    await withoutNetwork();
    await rm(projectPaths(rig.folder).lock);
    rig.ui.next({ pick: 'From a Tar File…' }, { file: tar() }, { press: 'Show Report' });
    await importTools(rig.services);
    assert.match(
      await messageStarting('Imported'),
      /1 file .* No open folder has a lock, so the files were checked against the lock in the export/,
    );
    const report = await until(() => rig.fake.reports.at(-1));
    assert.equal(report.name, 'Imported Tools');
    assert.match(report.markdown, /^## greet: greet\\-1\\\.0\\\.0/m);
    assert.match(report.markdown, /Evidence: signed/);
    assert.doesNotMatch(report.markdown, /mirror/);
  });

  it('are exported for the ticked platforms only', async () => {
    rig.ui.next({ pick: 'Choose Platforms…' }, { pickMany: ['darwin-arm64'] });
    rig.ui.next({ pick: 'To a Folder…' }, { folder: stick() });
    await exportTools(rig.services);
    assert.equal((await readdir(join(stick(), 'cas'))).length, 1);
    const index = await readFile(join(stick(), 'index.json'), 'utf8');
    assert.match(index, /darwin/);
  });

  it('are listed if they have no file for the platforms or are not in the export', async () => {
    const lock = await rig.writeGreetLock();
    const greet = lock.tools.get('greet');
    assert.ok(greet);
    const platforms = new Map([...greet.platforms].filter(([key]) => key.startsWith(OTHER_SYSTEM)));
    const two = withTool(lock, 'elsewhere', { ...greet, platforms });
    await writeFile(projectPaths(rig.folder).lock, formatLock(two));
    rig.ui.next({ pick: 'This Machine' });
    rig.ui.next({ pick: 'To a Folder…' }, { folder: stick() }, { press: 'Show Report' });
    await exportTools(rig.services);
    assert.match(
      await messageStarting('Exported to'),
      /elsewhere has no file for these platforms, so it is not included\.$/,
    );
    assert.match((await until(() => rig.fake.reports.at(-1))).markdown, /^## Not included\n\nelsewhere$/m);
    await rig.otherMachine();
    rig.ui.next({ pick: 'From a Folder…' }, { folder: stick() });
    await importTools(rig.services);
    assert.match(await messageStarting('Imported'), /elsewhere is not in the export, so it was not imported\.$/);
  });

  it('fail with their names if they were lost on the way', async () => {
    await exported('All Platforms', 'folder');
    const [lost = ''] = await readdir(join(stick(), 'cas'));
    await rm(join(stick(), 'cas', lost));
    await rig.otherMachine();
    rig.ui.next({ pick: 'From a Folder…' }, { folder: stick() });
    await importTools(rig.services);
    const { error, context } = await until(() => rig.fake.shown.at(-1));
    assert.ok(isEngineError(error, 'missingInExport'));
    await (context as ErrorContext).report?.();
    assert.match(rig.fake.reports.at(-1)?.markdown ?? '', /1 file is missing/);
  });

  it('get a folder of their own inside one that is not empty', async () => {
    rig.ui.next({ pick: 'This Machine' }, { pick: 'To a Folder…' }, { folder: rig.folder });
    await exportTools(rig.services);
    assert.match(await messageStarting('Exported to'), /project.forgejo-artifacts-tools: 1 file/);
    assert.deepEqual((await readdir(rig.folder)).sort(), ['forgejo-artifacts-tools', 'forgejo-artifacts.lock.json']);
  });

  it('are refused with a report if they were changed in transit', async () => {
    await exported('All Platforms', 'folder');
    await withoutNetwork();
    for (const name of await readdir(join(stick(), 'cas'))) await writeFile(join(stick(), 'cas', name), 'x');
    rig.ui.next({ pick: 'From a Folder…' }, { folder: stick() });
    await importTools(rig.services);
    const { error, context } = await until(() => rig.fake.shown.at(-1));
    assert.ok(isEngineError(error, 'damagedExport'));
    await (context as ErrorContext).report?.();
    assert.match(rig.fake.reports.at(-1)?.markdown ?? '', /files are missing/);
  });

  it('stay where they are when a question is dismissed', async () => {
    rig.ui.next({ pick: undefined });
    await exportTools(rig.services);
    rig.ui.next({ pick: 'All Platforms' }, { pick: 'To a Folder…' }, { folder: undefined });
    await exportTools(rig.services);
    rig.ui.next({ pick: 'Choose Platforms…' }, { pickMany: [] });
    await exportTools(rig.services);
    rig.ui.next({ pick: 'From a Tar File…' }, { file: undefined });
    await importTools(rig.services);
    rig.ui.finish();
    assert.deepEqual(rig.ui.texts('inform'), []);
  });

  it('show their progress with rate and time left, each phase with its own', async () => {
    const clock = new FakeClock();
    const lines: (readonly [string, number | undefined])[] = [];
    const report = filesProgressReporter((line, percent) => void lines.push([line, percent]), { phases: 2, clock });
    const at = (phase: 'fetch' | 'write', doneBytes: number): void =>
      report({ phase, tool: 'greet', files: 2, doneFiles: 1, doneBytes, sizeBytes: 4 * MB });
    at('fetch', 0);
    await clock.advance(1000);
    at('fetch', MB);
    at('write', 0);
    await clock.advance(1000);
    at('write', 2 * MB);
    assert.deepEqual(lines, [
      ['fetching greet · 1 of 2 files · 0.0 of 4.0 MB', 0],
      ['fetching greet · 1 of 2 files · 1.0 of 4.0 MB · 1.0 MB/s · 3 s left', 12.5],
      ['writing greet · 1 of 2 files · 0.0 of 4.0 MB', 50],
      ['writing greet · 1 of 2 files · 2.0 of 4.0 MB · 2.0 MB/s · 1 s left', 75],
    ]);
  });
});
