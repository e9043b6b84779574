import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { PATIENCE_MS } from '../../../../src/editor/isSlow.ts';
import { restorableFolders } from '../../../../src/editor/project/openProject.ts';
import { runRestoreTask } from '../../../../src/editor/project/restoreTask.ts';
import { WorkspaceError } from '../../../../src/words/workspaceError.ts';
import type { LockedProject } from '../../../../src/editor/project/openProject.ts';
import { EMPTY_LOCK, projectPaths } from '../../../../src/engine/index.ts';
import type { Lock } from '../../../../src/engine/index.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { ProgressUi } from '../../../support/progressUi.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { GREET_LINUX, openWorkspace, until } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';

describe('runRestoreTask', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  let lines: string[];
  let project: LockedProject['project'];
  beforeEach(async () => {
    rig = await openWorkspace(directory());
    lines = [];
    project = undefined;
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  const withLock = (lock: Lock): LockedProject => {
    const folder = { name: 'project', directory: rig.folder };
    return { folder, project, lock };
  };
  const run = (options: { tools?: readonly string[]; signal?: AbortSignal } = {}): Promise<number> =>
    runRestoreTask(rig.services, async () => withLock(await rig.readLock()), {
      tools: options.tools,
      signal: options.signal ?? new AbortController().signal,
      line: (text) => void lines.push(text),
    });

  it('prints each step once and the results, and exits with 0', async () => {
    await rig.writeGreetLock();
    assert.equal(await run(), 0);
    assert.deepEqual(lines, [
      'greet: checking',
      'greet: installing',
      'greet v1.0.0: matches the lock, signed by a key that you trust, downloaded',
    ]);
    lines.length = 0;
    assert.equal(await run({ tools: ['greet'] }), 0);
    assert.equal(lines.at(-1), 'greet v1.0.0: matches the lock, signed by a key that you trust, from the cache');
  });

  it('fails with the reason if a tool is refused', async () => {
    await rig.writeGreetLock();
    rig.forge.replaceAttachment(GREET_LINUX, Buffer.from('other bytes'));
    assert.equal(await run(), 1);
    assert.match(lines.at(-1) ?? '', /^greet: greet-1\.0\.0-linux-x64\.tar\.gz of greet is not the locked file/);
  });

  it('fails for a tool that is not locked, even if the others are installed', async () => {
    await rig.writeGreetLock();
    assert.equal(await run({ tools: ['greet', 'saw'] }), 1);
    assert.ok(lines.includes('saw: not in the lock'));
  });

  it('reports differences between the workspace file and the lock', async () => {
    await rig.writeGreetLock();
    project = { tools: new Map([['greet', rig.greet('^1.1')]]) };
    assert.equal(await run(), 0);
    assert.match(lines.at(-1) ?? '', /forgejo-artifacts\.json and its lock disagree about greet/);
  });

  it('fails without a lock, and has nothing to do for an empty one', async () => {
    const signal = new AbortController().signal;
    const output = { line: (text: string) => void lines.push(text), signal };
    const refuse = (): Promise<never> => Promise.reject(new WorkspaceError({ reason: 'untrusted' }));
    assert.equal(await runRestoreTask(rig.services, refuse, output), 1);
    assert.match(lines.at(-1) ?? '', /not trusted/);
    assert.equal(await runRestoreTask(rig.services, () => Promise.resolve(withLock(EMPTY_LOCK)), output), 0);
  });

  it('exits like an interrupted program when it is stopped', async () => {
    await rig.writeGreetLock();
    assert.equal(await run({ signal: AbortSignal.abort() }), 130);
  });

  describe('that takes long', () => {
    it('shows a notification with progress and a stop button after a second', async () => {
      await rig.writeGreetLock();
      rig.forge.faults.add({ kind: 'stall', afterBytes: 10, path: /attachments/ });
      const ui = new ProgressUi();
      const clock = new FakeClock();
      const work = runRestoreTask({ ...rig.services, ui }, async () => withLock(await rig.readLock()), {
        line: (text: string) => void lines.push(text),
        signal: new AbortController().signal,
        clock,
      });
      await until(() => (clock.pending > 0 ? true : undefined));
      assert.deepEqual(ui.shown, []);
      await clock.advance(PATIENCE_MS);
      assert.deepEqual(ui.shown, ['Restoring tools']);
      ui.cancel.abort();
      assert.equal(await work, 130);
    });

    it('shows none if everything is done in a moment', async () => {
      await rig.writeGreetLock();
      const ui = new ProgressUi();
      const clock = new FakeClock();
      const output = { line: () => undefined, signal: new AbortController().signal, clock };
      assert.equal(
        await runRestoreTask({ ...rig.services, ui }, async () => withLock(await rig.readLock()), output),
        0,
      );
      assert.deepEqual([ui.shown, clock.pending], [[], 0]);
    });
  });
});

describe('restorableFolders', () => {
  const directory = useTempDir();

  it('reads nothing without trust', async () => {
    const rig = await openWorkspace(directory());
    await rig.writeGreetLock();
    const names = async (): Promise<readonly string[]> =>
      (await restorableFolders(rig.services)).map(({ name }) => name);
    assert.deepEqual(await names(), ['project']);
    await writeFile(projectPaths(rig.folder).lock, '{ damaged');
    assert.deepEqual(await names(), ['project']);
    rig.fake.workspace.isTrusted = false;
    assert.deepEqual(await names(), []);
    rig.fake.workspace.isTrusted = true;
    await rm(projectPaths(rig.folder).lock);
    assert.deepEqual(await names(), []);
    await rig[Symbol.asyncDispose]();
  });
});
