import { readMinimumGlibc } from './elfVersions.ts';
import { ElfView } from './elfView.ts';
import type { Segment } from './elfView.ts';
import type { RangeReader, Header } from './program.ts';
import type { Arch, Libc, Os } from './platform.ts';

const [PT_DYNAMIC, PT_INTERP, PT_NOTE] = [2, 3, 4];
const [ET_EXEC, ET_DYN] = [2, 3];

/** `e_machine`, by class (32 or 64 bits) and byte order. */
const MACHINES: ReadonlyMap<string, Arch> = new Map([
  ['64le:62', 'x64'],
  ['64le:183', 'arm64'],
  ['32le:3', 'ia32'],
  ['32le:40', 'arm'],
  ['64le:243', 'riscv64'],
  ['64le:258', 'loong64'],
  ['64le:21', 'ppc64le'],
  ['64be:22', 's390x'],
]);

/** `EI_OSABI`; 0 says nothing, and 3 is Linux. */
const ABIS: ReadonlyMap<number, Os> = new Map([
  [2, 'netbsd'],
  [6, 'other'],
  [9, 'freebsd'],
  [12, 'openbsd'],
]);

/** Loaders and note owners that identify one system. */
const MARKS: readonly (readonly [RegExp, Os])[] = [
  [/^\/system\/bin\/linker|^Android/, 'android'],
  [/ld-elf\.so\.1$|^FreeBSD/, 'freebsd'],
  [/^\/usr\/libexec\/ld\.so$|^OpenBSD/, 'openbsd'],
  [/ld\.elf_so$|^NetBSD/, 'netbsd'],
  [/^\/(?:usr\/)?lib\/(?:64\/|amd64\/)?ld\.so\.1$/, 'other'],
];

/** Reads an ELF program: its machine, its loader and thus its C library, and the glibc version it needs. */
export async function readElf(start: Buffer, reader: RangeReader): Promise<Header> {
  const view = ElfView.open(start, reader);
  if (!view) return { kind: 'damaged' };
  if (view.type !== ET_EXEC && view.type !== ET_DYN) return { kind: 'other' };
  const segments = await view.segments();
  if (!segments) return { kind: 'damaged' };
  const interpreter = await readInterpreter(view, segments);
  const os = await systemOf(view, segments, interpreter);
  const libc = os === 'linux' ? libcOf(interpreter) : undefined;
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  return {
    kind: 'program',
    format: 'elf',
    os,
    archs: [MACHINES.get(`${view.bits}${view.order}:${view.machine}`) ?? 'other'],
    libc,
    minimumGlibc: libc === 'gnu' && dynamic ? await readMinimumGlibc(view, segments, dynamic) : undefined,
    interpreter,
  };
}

async function readInterpreter(view: ElfView, segments: readonly Segment[]): Promise<string | undefined> {
  const segment = segments.find(({ type }) => type === PT_INTERP);
  if (!segment) return undefined;
  const bytes = await view.read(segment.offset, Math.min(segment.fileSize, 256));
  return bytes.toString('latin1').split('\0')[0];
}

async function systemOf(view: ElfView, segments: readonly Segment[], interpreter: string | undefined): Promise<Os> {
  const byAbi = ABIS.get(view.osAbi);
  if (byAbi) return byAbi;
  const notes = segments.filter(({ type }) => type === PT_NOTE).slice(0, 8);
  const owners = await Promise.all(
    // A note starts with three words: the lengths of its owner and of its text, and its type.
    notes.map(async ({ offset }) => (await view.read(offset + 12, 8)).toString('latin1').split('\0')[0] ?? ''),
  );
  const marks = [interpreter ?? '', ...owners];
  return MARKS.find(([pattern]) => marks.some((mark) => pattern.test(mark)))?.[1] ?? 'linux';
}

function libcOf(interpreter: string | undefined): Libc | undefined {
  if (interpreter === undefined) return 'static';
  if (interpreter.includes('/ld-musl-')) return 'musl';
  return /\/ld-linux|\/ld64?\.so\.[12]$|\/ld-lsb/.test(interpreter) ? 'gnu' : undefined;
}
