import { relative } from 'node:path';
import * as vscode from 'vscode';
import { setContext } from '../contextKeys.ts';
import { CONTEXTS } from '../ids.ts';
import { activeFolder } from '../ui/activeFolder.ts';
import type { Workspace } from './workspace.ts';

/** The workspace that is open in this window. */
export function createEditorWorkspace(): Workspace {
  const { workspace } = vscode;
  return {
    get isTrusted() {
      return workspace.isTrusted;
    },
    folders: () =>
      (workspace.workspaceFolders ?? []).flatMap(({ name, uri }) =>
        // A virtual folder, such as a repository on the web, has no disk to write to.
        uri.scheme === 'file' ? [{ name, directory: uri.fsPath }] : [],
      ),
    activeFolder,
    open: async (path) => {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
    },
    noteLock: () => setContext(CONTEXTS.locked, true),
    save: async (path) => {
      const open = workspace.textDocuments.find(
        ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && relative(uri.fsPath, path) === '',
      );
      // The editor itself says why it could not, for example because the file is newer on disk.
      return open ? open.save() : true;
    },
  };
}
