import assert from 'node:assert/strict';
import { appendFile, chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { path } from '../../../../src/editor/commands/path.ts';
import { WorkspaceError } from '../../../../src/words/workspaceError.ts';
import { EMPTY_LOCK, formatLock, isEngineError, projectPaths } from '../../../../src/engine/index.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { GREET_LINUX, openWorkspace, until } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';

describe('path', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  beforeEach(async () => void (rig = await openWorkspace(directory())));
  afterEach(() => rig[Symbol.asyncDispose]());

  it('restores a locked tool and returns the path of its program, the next time at once', async () => {
    await rig.writeGreetLock();
    const first = await path(rig.services, { tool: 'greet', executable: 'greet' });
    assert.ok(first?.endsWith('greet'), first);
    await rig.forge.close();
    rig.ui.messages.length = 0;
    assert.equal(await path(rig.services), first);
    assert.deepEqual(rig.ui.messages, []);
  });

  it('restores a program that changed since its installation', async () => {
    await rig.writeGreetLock();
    const first = await path(rig.services);
    assert.ok(first);
    await chmod(first, 0o755);
    await appendFile(first, '# changed');
    rig.ui.messages.length = 0;
    assert.equal(await path(rig.services), first);
    assert.deepEqual(rig.ui.texts('progress'), ['Restoring tools']);
  });

  it('returns no path, with a message, if the restore was refused', async () => {
    await rig.writeGreetLock();
    rig.forge.replaceAttachment(GREET_LINUX, Buffer.from('other bytes'));
    assert.equal(await path(rig.services, { tool: 'greet' }), undefined);
    assert.ok(isEngineError((await until(() => rig.fake.shown.at(-1))).error, 'lockMismatch'));
  });

  it('reports a missing tool or program by name', async () => {
    await rig.writeGreetLock();
    const fault = async (request: object): Promise<object> => {
      const error: unknown = await path(rig.services, request).then(
        () => assert.fail('there was a path'),
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof WorkspaceError);
      return error.fault;
    };
    assert.deepEqual(await fault({ tool: 'saw' }), { reason: 'noTool', tool: 'saw', available: ['greet'] });
    assert.deepEqual(await fault({ tool: 'greet', executable: 'hi' }), {
      reason: 'noExecutable',
      tool: 'greet',
      executable: 'hi',
      available: ['greet'],
    });
    await writeFile(projectPaths(rig.folder).lock, formatLock(EMPTY_LOCK));
    assert.deepEqual(await fault({}), { reason: 'emptyLock' });
    rig.fake.workspace.isTrusted = false;
    assert.deepEqual(await fault({ tool: 'greet' }), { reason: 'untrusted' });
  });

  it('asks for a folder only if several lock the tool', async () => {
    const other = join(directory(), 'other');
    await mkdir(other);
    rig.fake.workspace.open.push({ name: 'other', directory: other });
    await rig.writeGreetLock(undefined, other);
    assert.ok(await path(rig.services, { tool: 'greet' }));
    await rig.writeGreetLock();
    rig.ui.next({ pick: 'other' });
    assert.ok(await path(rig.services, { tool: 'greet' }));
    rig.ui.finish();
  });
});
