import * as vscode from 'vscode';
import { inert } from './inert.ts';
import type { PickItem } from './ui.ts';

export interface PickRow<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** A row of a pick list. Its icon has a field of its own, so that its text needs none. */
export function toPickRow<T>({ label, description, detail, icon, isPicked, value }: PickItem<T>): PickRow<T> {
  const row: PickRow<T> = { label: inert(label), value };
  if (description !== undefined) row.description = inert(description);
  if (detail !== undefined) row.detail = inert(detail);
  if (icon !== undefined) row.iconPath = new vscode.ThemeIcon(icon);
  if (isPicked !== undefined) row.picked = isPicked;
  return row;
}
