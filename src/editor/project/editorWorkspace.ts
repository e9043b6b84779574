import { relative } from 'node:path';
import * as vscode from 'vscode';
import { setContext } from '../contextKeys.ts';
import { CONTEXTS } from '../ids.ts';
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
        // A folder that is only shown, as of a repository on the web, has no disk to write to.
        uri.scheme === 'file' ? [{ name, directory: uri.fsPath }] : [],
      ),
    noteLock: () => setContext(CONTEXTS.locked, true),
    save: async (path) => {
      const open = workspace.textDocuments.find(
        ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && relative(uri.fsPath, path) === '',
      );
      // The editor says itself why it could not, such as that the file is newer on disk.
      return open ? open.save() : true;
    },
  };
}
