import type { Services } from '../services.ts';
import { listRepository, pickListable, whereOf } from '../find/listRepository.ts';
import { t } from '../../words/translate.ts';

const CODEBERG = { url: 'https://codeberg.org/', name: 'Codeberg' } as const;

/** Shows Codeberg's public repositories without an account. Codeberg is added as an instance with the first pick. */
export async function browseCodeberg(services: Services): Promise<void> {
  const { ui, engine, instances } = services;
  const known = instances.get(CODEBERG.url);
  const running = engine.get();
  const finder = known ? running : { client: (base: string) => running.probe(base), cache: running.cache };
  const where = known ? whereOf(known) : CODEBERG;
  const chosen = await pickListable(ui, finder, where, t('Browse {0}', where.name));
  if (chosen) await listRepository(services, chosen, CODEBERG.name);
}
