import * as vscode from 'vscode';
import type { Mark, NodeView } from '../tree/nodeView.ts';
import { inert } from './inert.ts';
import { t } from '../../words/translate.ts';

const COLLAPSIBLE = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
} as const;

/** The only place that turns a view into a row of the editor. Tooltips are made on hover. */
export function toTreeItem(id: string, view: NodeView): vscode.TreeItem {
  const item = new vscode.TreeItem(inert(view.label), COLLAPSIBLE[view.collapsible]);
  item.id = id;
  item.description = inert(view.description);
  item.iconPath = new vscode.ThemeIcon(
    view.icon,
    view.color === undefined ? undefined : new vscode.ThemeColor(view.color),
  );
  item.contextValue = view.contextValue;
  item.accessibilityInformation = { label: inert(view.accessibleLabel) };
  if (view.mark) item.resourceUri = markUri(id, view.mark);
  if (view.action) {
    const { title, command, args } = view.action;
    item.command = { title: inert(title), command, arguments: [...args] };
  }
  return item;
}

const SCHEME = 'forgejo-asset';

interface Decoration {
  readonly badge: string;
  readonly tooltip: string;
  /** A colour paints the row's name too, so only marks that need attention have one. */
  readonly color?: string | undefined;
}

/** The row's text says the same. Two checks stand for evidence that the server cannot fake, one for the server's own digest. */
const DECORATIONS: Readonly<Record<Mark, Decoration>> = {
  pinned: { badge: '✓✓', tooltip: t('On this machine, matches the digest you pinned') },
  signed: { badge: '✓✓', tooltip: t('On this machine, signed') },
  server: { badge: '✓', tooltip: t('On this machine, matches the digest from the server') },
  checksum: { badge: '#', tooltip: t('On this machine, its checksum file matches') },
  notes: { badge: '#', tooltip: t('On this machine, matches the release notes') },
  remembered: { badge: '=', tooltip: t('On this machine, unchanged') },
  locked: { badge: '=', tooltip: t('On this machine, as locked') },
  unverified: { badge: '?', tooltip: t('On this machine, unverified') },
  changed: { badge: '!', tooltip: t('Has a change that you have not accepted'), color: 'list.warningForeground' },
  failed: { badge: '!', tooltip: t('Failed'), color: 'list.errorForeground' },
  refused: { badge: '!!', tooltip: t('Refused: it fails a check'), color: 'list.errorForeground' },
};

/** A row's URI, which carries its mark and opens nothing. */
function markUri(id: string, mark: Mark): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${id}`, query: mark });
}

/** Puts the marks at the ends of rows. */
export function registerDecorations(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme, query }) => {
      const found = scheme === SCHEME ? DECORATIONS[query as Mark] : undefined;
      if (!found) return undefined;
      const { badge, tooltip, color } = found;
      return new vscode.FileDecoration(badge, tooltip, color === undefined ? undefined : new vscode.ThemeColor(color));
    },
  });
}
