import { chooseInstance } from '../account/chooseInstance.ts';
import type { Flow } from '../flow.ts';
import { listRepository, pickListable } from '../find/listRepository.ts';
import { addInstance } from './addInstance.ts';

/** Finds a repository or an owner by name, link or word, and adds it to the list of its instance. */
export async function addRepository(flow: Flow, target?: unknown): Promise<void> {
  if (flow.instances.list().length === 0) return addInstance(flow);
  const instance = await chooseInstance(flow, target, 'Add Repository');
  if (!instance) return;
  const chosen = await pickListable(flow, instance.setting, `Add Repository from ${instance.setting.name}`);
  if (chosen) await listRepository(flow, chosen);
}
