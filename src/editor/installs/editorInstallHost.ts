import * as vscode from 'vscode';
import { NODE_PROBES, systemClock } from '../../engine/index.ts';
import { machineOnce } from '../thisMachine.ts';
import type { InstallHost } from './installHost.ts';

/** Some shells never say that they are ready. */
const READY_WITHIN_MS = 1500;

/** The editor that the extension runs in. */
export function createInstallHost(): InstallHost {
  return {
    machine: machineOnce(),
    output: NODE_PROBES.output,
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
  };
}

/** A new one each time: it has the PATH as it is now, and nothing half typed in it. */
function typeInTerminal(name: string, text: string): void {
  const { window } = vscode;
  const terminal = window.createTerminal({ name });
  terminal.show();
  // What is typed before the prompt is there is shown twice.
  const isReady = Promise.withResolvers<void>();
  const stop = systemClock.after(READY_WITHIN_MS, isReady.resolve);
  const listener = window.onDidChangeTerminalShellIntegration((event) => {
    if (event.terminal === terminal) isReady.resolve();
  });
  void isReady.promise.then(() => {
    stop();
    listener.dispose();
    terminal.sendText(text, false);
  });
}
