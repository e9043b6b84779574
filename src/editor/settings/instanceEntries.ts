import { normaliseBase } from '../../engine/index.ts';
import { shortBase } from '../find/typedAddress.ts';
import { SETTINGS } from '../ids.ts';
import { refusedSetting } from './changeSetting.ts';
import { looseBase } from './looseBase.ts';
import { t } from '../../words/translate.ts';

/** Changes to the list of instances as the user wrote it. Unknown entries and fields stay as they are. */

type Entries = readonly unknown[];
type Fields = Readonly<Record<string, unknown>>;
type ListKey = 'owners' | 'repositories';

/** The fields of an entry of the setting; a text alone is the address. */
export function fieldsOf(entry: unknown): Fields {
  if (typeof entry === 'string') return { url: entry };
  return typeof entry === 'object' && entry !== null ? (entry as Fields) : {};
}

/** Whether an entry is the one used for the instance. */
function counts(entry: unknown, base: string): boolean {
  const { url } = fieldsOf(entry);
  const found = typeof url === 'string' ? normaliseBase(url) : undefined;
  return found?.ok === true && found.value === base;
}

/** Whether an entry means the instance, even if its address is unusable because of a user name or a query. */
export function isEntryOf(entry: unknown, base: string): boolean {
  const { url } = fieldsOf(entry);
  return typeof url === 'string' && looseBase(url) === base;
}

/** The list with the instance added at its end, unless present. */
export function withInstance(entries: Entries, base: string, name?: string): Entries {
  if (entries.some((entry) => counts(entry, base))) return entries;
  return [...entries, { url: shortBase(base), ...(name !== undefined && { name }) }];
}

export function withoutInstance(entries: Entries, base: string): Entries {
  return entries.filter((entry) => !isEntryOf(entry, base));
}

/**
 * The list with an owner or a repository added to the instance, which is itself added if missing.
 * @throws EngineError `badSetting` if the setting is not a list, which would be lost
 */
export function withListed(entries: Entries, base: string, key: ListKey, name: string): Entries {
  return changeList(withInstance(entries, base), base, key, (list) =>
    list.some((item) => same(item, name)) ? list : [...list, name],
  );
}

/** The list without the owner or repository. @throws EngineError `badSetting` as `withListed` */
export function withoutListed(entries: Entries, base: string, key: ListKey, name: string): Entries {
  return changeList(entries, base, key, (list) => list.filter((item) => !same(item, name)));
}

/** Changes a list in the first entry of an instance, which is the effective one. An empty list is left out. */
function changeList(entries: Entries, base: string, key: ListKey, change: (list: Entries) => Entries): Entries {
  const index = entries.findIndex((entry) => counts(entry, base));
  return entries.map((entry, at) => {
    if (at !== index) return entry;
    const { [key]: written, ...rest } = fieldsOf(entry);
    const before = written ?? [];
    if (!Array.isArray(before)) {
      throw refusedSetting(
        `${SETTINGS.instances}[${index}].${key}`,
        t('its current value is not a list and would be lost'),
      );
    }
    const after = change(before as Entries);
    if (after.length === before.length) return entry;
    return after.length > 0 ? { ...rest, [key]: after } : rest;
  });
}

function same(item: unknown, name: string): boolean {
  return typeof item === 'string' && item.toLowerCase() === name.toLowerCase();
}
