import * as vscode from 'vscode';
import { NODE_PROBES } from '../../engine/index.ts';
import { machineOnce } from '../thisMachine.ts';
import type { InstallHost } from './installHost.ts';

/** The editor that the extension runs in. */
export function createInstallHost(): InstallHost {
  return {
    machine: machineOnce(),
    output: NODE_PROBES.output,
    typeInTerminal: (name, text) => {
      // A new one each time: it has the PATH as it is now, and nothing half typed in it.
      const terminal = vscode.window.createTerminal({ name });
      terminal.show();
      terminal.sendText(text, false);
    },
    installExtension: async (file) => {
      await vscode.commands.executeCommand('workbench.extensions.installExtension', vscode.Uri.file(file));
    },
  };
}
