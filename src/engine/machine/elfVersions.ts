import type { ElfView, Segment } from './elfView.ts';

const PT_LOAD = 1;
const [DT_STRTAB, DT_VERNEED] = [5, 0x6fff_fffe];

/** Limits on how much a header can make us read. */
const [MAX_DYNAMIC_BYTES, MAX_NEEDS_BYTES, MAX_NAMES] = [64 * 1024, 64 * 1024, 1024];

/** glibc 2.36 introduced this ABI mark, which has no number. */
const RELATIVE_RELOCATIONS = 'GLIBC_ABI_DT_RELR';

/**
 * The highest glibc version among the version needs (`.gnu.version_r`), found through the dynamic segment because section
 * headers may be stripped; `undefined` if there are none.
 */
export async function readMinimumGlibc(
  view: ElfView,
  segments: readonly Segment[],
  dynamic: Segment,
): Promise<string | undefined> {
  const entries = await readDynamic(view, dynamic);
  const needs = fileOffset(segments, entries.get(DT_VERNEED));
  const strings = fileOffset(segments, entries.get(DT_STRTAB));
  if (needs === undefined || strings === undefined) return undefined;
  const names = nameOffsets(view, await view.read(needs, MAX_NEEDS_BYTES));
  const versions = await Promise.all(names.map((at) => readName(view, strings + at)));
  return highest(versions.flatMap(versionOf));
}

async function readDynamic(view: ElfView, { offset, fileSize }: Segment): Promise<ReadonlyMap<number, number>> {
  const bytes = await view.read(offset, Math.min(fileSize, MAX_DYNAMIC_BYTES));
  const width = view.bits / 8;
  const entries = new Map<number, number>();
  for (let at = 0; at + 2 * width <= bytes.length; at += 2 * width) {
    const tag = view.word(bytes, at);
    if (tag === 0) break;
    entries.set(tag, view.word(bytes, at + width));
  }
  return entries;
}

/** The file offset of the bytes that are loaded at that address. */
function fileOffset(segments: readonly Segment[], address: number | undefined): number | undefined {
  if (address === undefined) return undefined;
  const segment = segments.find(
    (one) => one.type === PT_LOAD && address >= one.address && address < one.address + one.fileSize,
  );
  return segment && segment.offset + (address - segment.address);
}

/** Walks the needs and their versions; a link that does not advance ends it. */
function nameOffsets(view: ElfView, bytes: Buffer): readonly number[] {
  const names: number[] = [];
  for (let need = 0; need + 16 <= bytes.length && names.length < MAX_NAMES;) {
    let aux = need + view.u32(bytes, need + 8);
    for (
      let left = view.u16(bytes, need + 2);
      left > 0 && aux + 16 <= bytes.length && names.length < MAX_NAMES;
      left--
    ) {
      names.push(view.u32(bytes, aux + 8));
      aux += view.u32(bytes, aux + 12);
    }
    const next = view.u32(bytes, need + 12);
    if (next === 0) break;
    need += next;
  }
  return names;
}

async function readName(view: ElfView, at: number): Promise<string> {
  const bytes = await view.read(at, 32);
  return bytes.toString('latin1').split('\0')[0] ?? '';
}

function versionOf(name: string): readonly string[] {
  if (name === RELATIVE_RELOCATIONS) return ['2.36'];
  return /^GLIBC_(\d+(?:\.\d+)+)$/.exec(name)?.slice(1) ?? [];
}

function highest(versions: readonly string[]): string | undefined {
  return versions.toSorted(compareElfVersions).at(-1);
}

/** Compares number by number: `2.9` before `2.34`. */
export function compareElfVersions(one: string, other: string): number {
  const [left, right] = [one.split('.').map(Number), other.split('.').map(Number)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
