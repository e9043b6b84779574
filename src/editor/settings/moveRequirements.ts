import { SETTINGS } from '../ids.ts';
import type { Services } from '../services.ts';
import type { SettingChange } from './changeSetting.ts';
import { EVERYWHERE, isTable, stricterWord } from './parseRequire.ts';
import { t } from '../../words/translate.ts';

const MOVE = t('Move Them');

/**
 * Offers to move the requirements for instances and owners out of the global setting, where earlier versions had them. They
 * count in both.
 * @throws EngineError `badSetting`
 */
export async function offerToMoveRequirements({ ui, settings }: Pick<Services, 'ui' | 'settings'>): Promise<void> {
  if (!settings.hasOldRequirements) return;
  const message = t(
    '{0} names instances or owners. These have a setting of their own now, which the Settings editor shows as a table: {1}.',
    SETTINGS.verificationRequire,
    SETTINGS.requireByPlace,
  );
  if ((await ui.inform(message, MOVE)) === MOVE) await settings.moveRequirements();
}

/** The changes that move them, in an order in which no owner is ever required to show less than before. Pure. */
export function requirementMoves(old: unknown): readonly SettingChange[] {
  if (!isTable(old)) return [];
  const { [EVERYWHERE]: everywhere = 'any', ...scopes } = old;
  return [
    {
      key: SETTINGS.requireByPlace,
      read: (value) => value ?? {},
      apply: (value: unknown) => (isTable(value) ? withStricter(value, scopes) : value),
    },
    {
      key: SETTINGS.verificationRequire,
      read: (value) => value,
      apply: (value: unknown) => (isTable(value) ? everywhere : value),
    },
  ];
}

type Table = Readonly<Record<string, unknown>>;

function withStricter(present: Table, moved: Table): Table {
  const both = Object.entries(moved).map(([scope, word]) => {
    return [scope, Object.hasOwn(present, scope) ? stricterWord(present[scope], word) : word] as const;
  });
  return { ...present, ...Object.fromEntries(both) };
}
