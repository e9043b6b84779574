import type { Flow } from '../flow.ts';
import { listRepository, pickListable } from '../find/listRepository.ts';

const CODEBERG = { url: 'https://codeberg.org/', name: 'Codeberg' } as const;

/** The way in without an account: Codeberg's public repositories. Codeberg itself is added with the first pick. */
export async function browseCodeberg(flow: Flow): Promise<void> {
  const where = flow.instances.get(CODEBERG.url)?.setting ?? CODEBERG;
  const chosen = await pickListable(flow, where, `Browse ${where.name}`);
  if (chosen) await listRepository(flow, chosen, CODEBERG.name);
}
