import type { Services } from '../services.ts';
import { listRepository, pickListable } from '../find/listRepository.ts';

const CODEBERG = { url: 'https://codeberg.org/', name: 'Codeberg' } as const;

/** The way in without an account: Codeberg's public repositories. Codeberg itself is added with the first pick. */
export async function browseCodeberg(services: Services): Promise<void> {
  const { ui, engine, instances } = services;
  const known = instances.get(CODEBERG.url)?.setting;
  const clients = known ? engine.get() : { client: (base: string) => engine.get().probe(base) };
  const where = known ?? CODEBERG;
  const chosen = await pickListable(ui, clients, where, `Browse ${where.name}`);
  if (chosen) await listRepository(services, chosen, CODEBERG.name);
}
