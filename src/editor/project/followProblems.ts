import { dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import { projectProblems, systemClock } from '../../engine/index.ts';
import type { Lock } from '../../engine/index.ts';
import { problemSentence } from '../../words/problemWords.ts';
import { isProjectFile } from '../start/projectWatch.ts';
import { Problems } from '../ui/problems.ts';
import type { Services } from '../services.ts';

/** Problems are shown when the user stops typing. */
const PAUSE_MS = 300;

/** Shows problems of open workspace files that their JSON schema cannot express; none in an untrusted workspace. */
export function followProblems({ workspace, projects, instances, settings }: Services): vscode.Disposable {
  const problems = new Problems();
  const isConfigured = (instance: string): boolean => instances.get(instance) !== undefined;
  const show = (document: vscode.TextDocument): void => {
    if (!workspace.isTrusted) return problems.clear(document);
    const lock = lockBeside(document, projects.known);
    const found = projectProblems(document.getText(), { lock, isConfigured });
    problems.show(
      document,
      found.map((one) => ({ ...one, message: problemSentence(one), severity: severityOf(one.kind) })),
    );
  };
  const showAll = (): void => vscode.workspace.textDocuments.filter(isProjectFile).forEach(show);
  let stop = (): void => undefined;
  const showSoon = (): void => {
    stop();
    stop = systemClock.after(PAUSE_MS, showAll);
  };
  showSoon();
  return vscode.Disposable.from(
    problems,
    { dispose: () => stop() },
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isProjectFile(document)) showSoon();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isProjectFile(document)) showSoon();
    }),
    vscode.workspace.onDidCloseTextDocument((document) => problems.clear(document)),
    projects.onDidChange(showSoon),
    settings.onDidChange(showSoon),
  );
}

/** A problem that prevents locking is a warning; an outdated lock is not. */
function severityOf(kind: ReturnType<typeof projectProblems>[number]['kind']): 'warning' | 'information' {
  return kind === 'range' || kind === 'instance' || kind === 'noInstance' ? 'warning' : 'information';
}

function lockBeside({ uri }: vscode.TextDocument, known: Services['projects']['known']): Lock | undefined {
  const directory = dirname(uri.fsPath);
  const status = known?.find(({ folder }) => relative(folder.directory, directory) === '');
  return status?.kind === 'read' ? status.lock : undefined;
}
