import * as vscode from 'vscode';
import { NODE_PROBES } from '../../engine/index.ts';
import { machineOnce } from '../thisMachine.ts';
import { shellOfTerminals, typeInTerminal } from '../ui/terminal.ts';
import { findInEditor } from './editorExtensions.ts';
import type { InstallHost } from './installHost.ts';

/** The editor that this extension runs in. */
export function createInstallHost(own: vscode.Extension<unknown>): InstallHost {
  return {
    machine: machineOnce(),
    output: NODE_PROBES.output,
    get shell() {
      return shellOfTerminals();
    },
    typeInTerminal,
    installExtension: async (file) => {
      await vscode.commands.executeCommand('workbench.extensions.installExtension', vscode.Uri.file(file));
    },
    uninstallExtension: async (id) => {
      await vscode.commands.executeCommand('workbench.extensions.uninstallExtension', id);
    },
    extensionVersion: (id) => {
      const manifest = vscode.extensions.getExtension(id)?.packageJSON as { version?: string } | undefined;
      return manifest?.version;
    },
    findExtension: (id) => findInEditor(own, id),
    ownId: own.id,
  };
}
