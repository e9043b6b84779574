import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import { inert } from './inert.ts';

/** Some shells never say that they are ready. */
const READY_WITHIN_MS = 1500;

/** Types into a new terminal and leaves Enter to the person: it has the PATH as it is now, and nothing half typed in it. */
export function typeInTerminal(name: string, text: string): void {
  const { window } = vscode;
  const terminal = window.createTerminal({ name: inert(name) });
  terminal.show();
  // What is typed before the prompt is there is shown twice.
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
  // One that is closed before its prompt is there takes no text any more.
  isReady.promise.then(type).catch(() => undefined);
}
