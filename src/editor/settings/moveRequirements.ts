import { isDeepStrictEqual } from 'node:util';
import { SETTINGS } from '../ids.ts';
import type { Services } from '../services.ts';
import { isTable, refusedSetting, tableChange } from './changeSetting.ts';
import type { SettingChange, Table } from './changeSetting.ts';
import { EVERYWHERE } from './parseRequire.ts';
import { stricterWord } from './requirements.ts';
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
    'Requirements for instances and owners now have their own setting, {1}. {0} still contains some.',
    SETTINGS.verificationRequire,
    SETTINGS.requireByPlace,
  );
  if ((await ui.inform(message, MOVE)) === MOVE) await settings.moveRequirements();
}

/**
 * The changes that move them, in an order in which no owner is ever required to show less than before. Pure.
 * @throws EngineError `badSetting` if the requirement for everything else cannot be read: alone in the setting, it could
 * require less than it does in the table
 */
export function requirementMoves(old: unknown): readonly SettingChange[] {
  if (!isTable(old)) return [];
  const { [EVERYWHERE]: everywhere = 'any', ...places } = old;
  if (typeof everywhere !== 'string' || everywhere === '') {
    throw refusedSetting(SETTINGS.verificationRequire, t('the value of "{0}" in it cannot be read', EVERYWHERE));
  }
  return [
    tableChange(SETTINGS.requireByPlace, (table) => withStricter(table, places)),
    {
      key: SETTINGS.verificationRequire,
      read: (value) => value,
      // Whatever else is there by now was not moved.
      apply: (value: unknown) => (isDeepStrictEqual(value, old) ? everywhere : value),
    },
  ];
}

function withStricter(present: Table, moved: Table): Table {
  const both = Object.entries(moved).map(([address, word]) => {
    return [address, Object.hasOwn(present, address) ? stricterWord(present[address], word) : word] as const;
  });
  return { ...present, ...Object.fromEntries(both) };
}
