import * as vscode from 'vscode';
import type { Mark } from './tree/nodeView.ts';

const SCHEME = 'forgejo-asset';

/** Letters that are read well in every font; the row's own words say the same. */
const DECORATIONS: Readonly<
  Record<Mark, { readonly badge: string; readonly tooltip: string; readonly color: string }>
> = {
  verified: { badge: '✓', tooltip: 'On this machine, verified', color: 'testing.iconPassed' },
  cached: { badge: '↓', tooltip: 'On this machine', color: 'descriptionForeground' },
  failed: { badge: '!', tooltip: 'Failed', color: 'list.errorForeground' },
};

/** A row's address, which carries its mark and opens nothing. */
export function markUri(id: string, mark: Mark): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${id}`, query: mark });
}

/** Puts the marks at the ends of rows. */
export function registerDecorations(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme, query }) => {
      const found = scheme === SCHEME ? DECORATIONS[query as Mark] : undefined;
      if (!found) return undefined;
      return new vscode.FileDecoration(found.badge, found.tooltip, new vscode.ThemeColor(found.color));
    },
  });
}
