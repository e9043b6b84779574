import type { Services } from '../services.ts';

export async function clearFilter(services: Pick<Services, 'tree'>): Promise<void> {
  services.tree.setFilter(undefined);
}
