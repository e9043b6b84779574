import * as vscode from 'vscode';
import { inert } from './inert.ts';

/** What is wrong with a part of a document. */
interface ShownProblem {
  readonly message: string;
  readonly severity: 'warning' | 'information';
  /** Offsets in the document. */
  readonly start: number;
  readonly end: number;
}

/** Problems of documents, as the editor lists them. */
export class Problems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('forgejo-artifacts');

  show(document: vscode.TextDocument, problems: readonly ShownProblem[]): void {
    const shown = problems.map(({ message, severity, start, end }) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      const { Warning, Information } = vscode.DiagnosticSeverity;
      const one = new vscode.Diagnostic(range, inert(message), severity === 'warning' ? Warning : Information);
      one.source = 'Forgejo Artifacts';
      return one;
    });
    this.#collection.set(document.uri, shown);
  }

  clear({ uri }: vscode.TextDocument): void {
    this.#collection.delete(uri);
  }

  dispose(): void {
    this.#collection.dispose();
  }
}
