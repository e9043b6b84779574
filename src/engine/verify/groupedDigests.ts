import { DIGEST_DIGITS } from '../model.ts';

/** A digest in groups of digits, as far as it was read. */
interface Grouped {
  /** The lines as written, if they turn out to be something else. */
  readonly lines: readonly string[];
  readonly name: string | undefined;
  readonly tag: string | undefined;
  readonly groups: readonly string[];
}

const LENGTHS = new Set<number>(Object.values(DIGEST_DIGITS));
const GROUP = /^(?:[0-9A-F]{2}|[0-9A-F]{4}|[0-9A-F]{8})$/i;
const PAIR = 2;
/** No digest has more. */
const MAX_GROUPS = 64;
const MAX_LINE_LENGTH = 1024;

/**
 * Writes digests that gpg (`tool.zip: A1B2C3D4 …`, over several lines) and old certutil (`a1 b2 …`) print in groups of
 * digits on a line each, as `sha256sum` does. Other lines stay as they are.
 */
export function joinGroups(lines: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let open: Grouped | undefined;
  for (const line of lines) {
    const read = line.length <= MAX_LINE_LENGTH ? readGroups(line) : undefined;
    const longer: Grouped | undefined = open && read && continued(open, read);
    if (!longer && open) joined.push(...written(open));
    open = longer ?? (read && begins(read) ? read : undefined);
    if (!open) joined.push(line);
  }
  return open ? [...joined, ...written(open)] : joined;
}

/** `undefined` if the line contains anything but a name, an algorithm and groups. */
function readGroups(line: string): Grouped | undefined {
  const colon = line.lastIndexOf(':');
  const [tag, digits] = splitTag(line.slice(colon + 1).trim());
  const groups = digits === '' ? [] : digits.split(/[ \t]+/);
  const isDigest = groups.every((group) => GROUP.test(group) && group.length === groups[0]?.length);
  if (!isDigest || (colon < 0 && groups.length === 0)) return undefined;
  return { lines: [line], name: colon < 0 ? undefined : line.slice(0, colon).trim(), tag, groups };
}

/** A single group is the end of a digest, or none. */
function begins({ name, groups }: Grouped): boolean {
  return name !== undefined || groups.length > 1;
}

/** `gpg --print-mds` names each algorithm: `SHA256 = A1B2C3D4 …`. */
function splitTag(text: string): readonly [tag: string | undefined, digits: string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [undefined, text] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}

function continued(open: Grouped, { lines, name, tag, groups }: Grouped): Grouped | undefined {
  const length = open.groups[0]?.length ?? groups[0]?.length;
  if (name !== undefined || groups[0]?.length !== length) return undefined;
  // After a long name, gpg begins a line with the algorithm. Anywhere else, that is the start of another digest.
  if (tag !== undefined && open.groups.length + (open.tag?.length ?? 0) > 0) return undefined;
  // certutil's heading is not a name.
  if (open.name !== undefined && length === PAIR) return undefined;
  if (open.groups.length + groups.length > MAX_GROUPS) return undefined;
  return { ...open, tag: open.tag ?? tag, lines: [...open.lines, ...lines], groups: [...open.groups, ...groups] };
}

function written({ lines, name, tag, groups }: Grouped): readonly string[] {
  const hex = groups.join('');
  if (!LENGTHS.has(hex.length)) return lines;
  if (tag !== undefined) return [`${tag} (${name ?? ''}) = ${hex}`];
  return [name === undefined ? hex : `${hex}  ${name}`];
}
