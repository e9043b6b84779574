import type { AssetRecord } from '../../engine/index.ts';
import { pathForPeople } from '../commands/pathForPeople.ts';
import type { Services } from '../services.ts';
import type { Choice } from './chooseAsset.ts';
import { extensionQuestion } from './installWords.ts';

export function isExtension(name: string): boolean {
  return /\.vsix$/i.test(name);
}

/**
 * Hands an extension to the editor, which installs it its own way, once the person has seen from where it is and what
 * vouches for it. Gives whether it was.
 */
export async function installExtension(services: Services, choice: Choice, record: AssetRecord): Promise<boolean> {
  const { ui, installHost, instances } = services;
  const { question, detail, action } = extensionQuestion(choice, record, instances.nameOf(record.instance));
  if (!(await ui.confirm(question, detail, action))) return false;
  // The editor goes by the ending of the name, which a blob has not.
  const file = await pathForPeople(services, record);
  if (file === undefined) return false;
  await ui.progress(`Installing ${record.name}`, () => installHost.installExtension(file));
  return true;
}
