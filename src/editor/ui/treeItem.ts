import * as vscode from 'vscode';
import type { NodeView } from '../tree/nodeView.ts';
import { markUri } from './decorations.ts';
import { inert } from './inert.ts';

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
