import type { Services } from '../services.ts';

/** The view's own button. A separate command, because the editor passes the focused row to view buttons too. */
export async function refreshAll(services: Pick<Services, 'tree'>): Promise<void> {
  await services.tree.refresh();
}
