import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { findInEditor } from '../../src/editor/installs/editorExtensions.ts';
import { env } from './harness/harness.ts';

describe('looking up an extension by its id', () => {
  const OWN = 'forgejo-artifacts.forgejo-artifacts';
  const own = (): vscode.Extension<unknown> => vscode.extensions.getExtension(OWN) ?? assert.fail('it runs here');

  it('finds a built-in extension, even one that does not run in this extension host', async () => {
    for (const id of ['vscode.git', 'VSCODE.Theme-Defaults']) {
      const found = await findInEditor(own(), id);
      assert.equal(found?.isBuiltin, true, id);
      assert.match(found.version, /^\d+\./);
    }
  });

  it('finds an extension that is running', async () => {
    const { version } = own().packageJSON as { version: string };
    assert.deepEqual(await findInEditor(own(), OWN.toUpperCase()), { version, isBuiltin: false });
  });

  it('finds an extension that is installed but not running', async () => {
    const directory = await mkdtemp(join(env('TEST_CACHE'), 'extensions-'));
    const listed = [{ identifier: { id: 'alice.ext' }, version: '1.2.3', location: {} }];
    await writeFile(join(directory, 'extensions.json'), JSON.stringify(listed));
    await mkdir(join(directory, 'own'));
    const extension = { extensionPath: join(directory, 'own') } as vscode.Extension<unknown>;
    assert.deepEqual(await findInEditor(extension, 'Alice.Ext'), { version: '1.2.3', isBuiltin: false });
  });

  it('finds nothing under an unknown id', async () => {
    assert.equal(await findInEditor(own(), 'nobody.nothing'), undefined);
  });
});
