import type { Services } from '../services.ts';
import { listRepository, pickListable } from '../find/listRepository.ts';

const CODEBERG = { url: 'https://codeberg.org/', name: 'Codeberg' } as const;

/** The way in without an account: Codeberg's public repositories. Codeberg itself is added with the first pick. */
export async function browseCodeberg(
  services: Pick<Services, 'ui' | 'engine' | 'settings' | 'tree' | 'instances'>,
): Promise<void> {
  const where = services.instances.get(CODEBERG.url)?.setting ?? CODEBERG;
  const chosen = await pickListable(services, where, `Browse ${where.name}`);
  if (chosen) await listRepository(services, chosen, CODEBERG.name);
}
