import { lockedFiles, platformOf } from '../../engine/index.ts';
import type { Lock, WhichPlatforms } from '../../engine/index.ts';
import { formatSize, plain } from '../../words/format.ts';
import { plural, t } from '../../words/translate.ts';
import type { Services } from '../services.ts';
import { thisMachine } from './restoreLock.ts';

/** Asks for which platforms: all, this machine, or some. `undefined` when dismissed, or when none is ticked. */
export async function choosePlatforms(
  services: Services,
  lock: Lock,
  title: string,
): Promise<WhichPlatforms | undefined> {
  const machine = await thisMachine(services);
  const here = platformOf(machine);
  const all: WhichPlatforms = {};
  const own: WhichPlatforms = { machine };
  const rows = [
    { label: t('All Platforms'), description: sizeWords(lock, all), icon: 'globe', value: all },
    { label: t('This Machine'), description: sizeWords(lock, own), detail: here, icon: 'device-desktop', value: own },
    { label: t('Choose Platforms…'), icon: 'list-selection', value: 'some' as const },
  ];
  const placeholder = t('Platforms whose files are exported');
  const chosen = await services.ui.pick<WhichPlatforms | 'some'>(rows, { title, placeholder });
  if (chosen !== 'some') return chosen;
  const named = new Set([...lock.tools.values()].flatMap(({ platforms }) => [...platforms.keys()]));
  const items = [...named].filter((one) => one !== 'any').sort();
  const picked = await services.ui.pickMany(
    items.map((value) => {
      const description = sizeWords(lock, { platforms: [value] });
      return { label: plain(value, 40), description, isPicked: value === here, value };
    }),
    { title, placeholder },
  );
  return picked && picked.length > 0 ? { platforms: picked } : undefined;
}

/** `3 files, 10.9 MB` */
function sizeWords(lock: Lock, which: WhichPlatforms): string {
  const files = lockedFiles(lock, which);
  const sizeBytes = files.reduce((total, one) => total + (one.sizeBytes ?? 0), 0);
  return plural(files.length, '{0} file, {1}', '{0} files, {1}', formatSize(sizeBytes));
}
