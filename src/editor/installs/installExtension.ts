import type { CachedAsset } from '../../engine/index.ts';
import { pathForPeople } from '../downloads/namedCopy.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { Choice } from './chooseAsset.ts';
import { readExtensionManifest } from './extensionManifest.ts';
import { extensionQuestion } from './installWords.ts';

export function isExtension(name: string): boolean {
  return /\.vsix$/i.test(name);
}

/**
 * Hands an extension to the editor, which installs it its own way, once the person has seen from where it is and what
 * vouches for it. Gives whether it was.
 */
export async function installExtension(
  services: Services,
  choice: Choice,
  { record, path }: CachedAsset,
): Promise<boolean> {
  const { ui, installHost, instances, extensions } = services;
  const manifest = await readExtensionManifest(path, record.name);
  const host = instances.nameOf(record.instance);
  const { question, detail, action } = extensionQuestion(choice, { record, manifest, host });
  if (!(await ui.confirm(question, detail, action))) return false;
  // The editor goes by the ending of the name, which a blob has not.
  const file = await pathForPeople(services, record);
  if (file === undefined) return false;
  const replaced = installHost.extensionVersion(manifest.id);
  await ui.progress(`Installing ${plain(record.name, 60)}`, () => installHost.installExtension(file));
  await extensions.add(manifest, record, replaced);
  return true;
}
