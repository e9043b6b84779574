import type { Flow } from '../flow.ts';

export async function clearFilter(flow: Pick<Flow, 'tree'>): Promise<void> {
  flow.tree.setFilter(undefined);
}
