import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import { inert } from './inert.ts';

/** Some shells never say that they are ready. */
const READY_WITHIN_MS = 1500;

/** The path of the shell of new terminals; '' if unknown. */
export function shellOfTerminals(): string {
  return vscode.env.shell;
}

/**
 * Types into a new terminal, which has the current PATH and nothing half typed in it. The user presses Enter.
 *
 * @param cwd where the terminal starts. @default as the editor's settings say
 */
export function typeInTerminal(name: string, text: string, cwd?: string): void {
  const { window } = vscode;
  const terminal = window.createTerminal({ name: inert(name), ...(cwd !== undefined && { cwd }) });
  terminal.show();
  // Text typed before the prompt appears would be shown twice.
  const isReady = Promise.withResolvers<void>();
  const stop = systemClock.after(READY_WITHIN_MS, isReady.resolve);
  const listener = window.onDidChangeTerminalShellIntegration((event) => {
    if (event.terminal === terminal) isReady.resolve();
  });
  const type = (): void => {
    stop();
    listener.dispose();
    terminal.sendText(text, false);
  };
  // A terminal that was closed before its prompt appeared takes no text.
  isReady.promise.then(type).catch(() => undefined);
}
