import * as vscode from 'vscode';
import { inert } from './inert.ts';
import type { Report } from './ui.ts';

/** The editor's progress notification, whose cancel button aborts the signal. */
export async function showProgress<T>(
  title: string,
  work: (report: Report, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: inert(title), cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort(new vscode.CancellationError()));
    let shownPercent = 0;
    const report: Report = (message, donePercent = shownPercent) => {
      progress.report({ message: inert(message), increment: Math.max(0, donePercent - shownPercent) });
      shownPercent = Math.max(shownPercent, donePercent);
    };
    return work(report, controller.signal);
  });
}
