import { normaliseBase } from '../../engine/index.ts';
import { shortBase } from '../find/address.ts';

/** Changes to the list of instances as the user wrote it. Entries and fields that nobody here understands stay as they are. */

type Entries = readonly unknown[];
type Fields = Readonly<Record<string, unknown>>;
type ListKey = 'owners' | 'repositories';

/** The normalised base of an entry, with or without a user name in it; `undefined` where it has none. */
function baseOf(entry: unknown): string | undefined {
  const { url } = fieldsOf(entry);
  if (typeof url !== 'string') return undefined;
  const base = normaliseBase(withoutUser(url));
  return base.ok ? base.value : undefined;
}

function fieldsOf(entry: unknown): Fields {
  if (typeof entry === 'string') return { url: entry };
  return typeof entry === 'object' && entry !== null ? (entry as Fields) : {};
}

function withoutUser(url: string): string {
  return url.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

/** The list with the instance at its end, unless it is in it. */
export function withInstance(entries: Entries, base: string, name?: string): Entries {
  if (entries.some((entry) => baseOf(entry) === base)) return entries;
  return [...entries, { url: shortBase(base), ...(name !== undefined && { name }) }];
}

export function withoutInstance(entries: Entries, base: string): Entries {
  return entries.filter((entry) => baseOf(entry) !== base);
}

/** The list with an owner or a repository added to the instance, which is added itself where it is missing. */
export function withListed(entries: Entries, base: string, key: ListKey, name: string): Entries {
  return changeFirst(withInstance(entries, base), base, (fields) => {
    const list = listOf(fields, key);
    return list.some((item) => same(item, name)) ? fields : { ...fields, [key]: [...list, name] };
  });
}

export function withoutListed(entries: Entries, base: string, key: ListKey, name: string): Entries {
  return changeFirst(entries, base, (fields) => {
    const { [key]: _list, ...rest } = fields;
    const left = listOf(fields, key).filter((item) => !same(item, name));
    return left.length > 0 ? { ...rest, [key]: left } : rest;
  });
}

/** The list without the token that stood in an entry: its token comes from the secret storage from now on. */
export function withoutToken(entries: Entries, base: string): Entries {
  return changeFirst(entries, base, ({ token: _token, ...fields }) => ({
    ...fields,
    ...(typeof fields['url'] === 'string' && { url: withoutUser(fields['url']) }),
  }));
}

function listOf(fields: Fields, key: ListKey): readonly unknown[] {
  const list = fields[key];
  return Array.isArray(list) ? (list as unknown[]) : [];
}

function same(item: unknown, name: string): boolean {
  return typeof item === 'string' && item.toLowerCase() === name.toLowerCase();
}

/** The first entry of an instance is the one that counts. */
function changeFirst(entries: Entries, base: string, change: (fields: Fields) => Fields): Entries {
  const index = entries.findIndex((entry) => baseOf(entry) === base);
  return entries.map((entry, at) => (at === index ? change(fieldsOf(entry)) : entry));
}
