import { chooseInstance } from '../account/chooseInstance.ts';
import type { Services } from '../services.ts';
import { listRepository, pickListable, whereOf } from '../find/listRepository.ts';
import { addInstance } from './addInstance.ts';
import { t } from '../../words/translate.ts';

/** Finds a repository or an owner by name, link or word, and adds it to the list of its instance. */
export async function addRepository(services: Services, target?: unknown): Promise<void> {
  if (services.instances.list().length === 0) return addInstance(services);
  const instance = await chooseInstance(services, target, t('Add Repository'));
  if (!instance) return;
  const { setting } = instance;
  const { ui, engine } = services;
  const chosen = await pickListable(ui, engine.get(), whereOf(instance), t('Add Repository from {0}', setting.name));
  if (chosen) await listRepository(services, chosen);
}
