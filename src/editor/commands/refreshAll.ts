import type { Flow } from '../flow.ts';

/** The button of the view. It has a command of its own, because the editor hands the focused row over there, too. */
export async function refreshAll(flow: Pick<Flow, 'tree'>): Promise<void> {
  await flow.tree.refresh();
}
