import type { Services } from '../services.ts';

/** The button of the view. It has a command of its own, because the editor hands the focused row over there, too. */
export async function refreshAll(services: Pick<Services, 'tree'>): Promise<void> {
  await services.tree.refresh();
}
