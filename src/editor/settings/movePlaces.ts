import { SETTINGS } from '../ids.ts';
import type { Services } from '../services.ts';
import type { SettingChange } from './changeSetting.ts';
import { EVERYWHERE, isPlaces, stricterWord } from './parseRequire.ts';
import { t } from '../../words/translate.ts';

const MOVE = t('Move Them');

/**
 * Offers to move requirements by place out of the global setting, where earlier versions had them. They count in both.
 * @throws EngineError `badSetting`
 */
export async function offerToMovePlaces({ ui, settings }: Pick<Services, 'ui' | 'settings'>): Promise<void> {
  if (!settings.hasOldPlaces) return;
  const said = t(
    '{0} names instances or owners. These have a setting of their own now, which the Settings editor shows as a table: {1}.',
    SETTINGS.verificationRequire,
    SETTINGS.requireByPlace,
  );
  if ((await ui.inform(said, MOVE)) === MOVE) await settings.movePlaces();
}

/** The changes that move them, in an order in which no place ever requires less than before. Pure. */
export function placeMoves(old: unknown): readonly SettingChange[] {
  if (!isPlaces(old)) return [];
  const { [EVERYWHERE]: everywhere = 'any', ...places } = old;
  return [
    {
      key: SETTINGS.requireByPlace,
      read: (value) => value ?? {},
      apply: (value: unknown) => (isPlaces(value) ? withStricter(value, places) : value),
    },
    {
      key: SETTINGS.verificationRequire,
      read: (value) => value,
      apply: (value: unknown) => (isPlaces(value) ? everywhere : value),
    },
  ];
}

type Places = Readonly<Record<string, unknown>>;

function withStricter(present: Places, moved: Places): Places {
  const both = Object.entries(moved).map(([place, word]) => {
    return [place, Object.hasOwn(present, place) ? stricterWord(present[place], word) : word] as const;
  });
  return { ...present, ...Object.fromEntries(both) };
}
