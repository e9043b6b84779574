/** The position of the only section, in memory and in the file. */
const [SECTION, START] = [0x1000, 0x200];
const CALLS = ['GetStdHandle', 'WriteFile', 'ExitProcess'] as const;

/** A program for 64-bit Windows, built byte by byte, that writes a text to standard output and does nothing else. */
export function windowsProgram(text: string): Buffer {
  const message = Buffer.from(text);
  const imports = importsAt(SECTION + 0x100);
  const textAt = SECTION + 0x100 + imports.bytes.length;
  const body = Buffer.concat([codeOf(message.length, textAt, imports.addresses), imports.bytes, message]);
  const section = Buffer.concat([body, Buffer.alloc(-body.length & 0x1ff)]);
  return Buffer.concat([headersOf(section.length, imports), section]);
}

interface Imports {
  readonly bytes: Buffer;
  readonly at: number;
  readonly tableAt: number;
  /** Where the address of each call is stored. */
  readonly addresses: Readonly<Record<(typeof CALLS)[number], number>>;
}

/**
 * The descriptor of one library, its names twice, and the texts. Windows overwrites the second copy of the names with
 * addresses.
 */
function importsAt(at: number): Imports {
  const [names, table] = [at + 40, at + 40 + 32];
  const texts = [...CALLS.map((name) => `\0\0${name}\0`), 'kernel32.dll\0'].map((one) => Buffer.from(one));
  const textsAt = texts.map(
    (_, index) => table + 32 + texts.slice(0, index).reduce((sum, { length }) => sum + length, 0),
  );
  const [first = 0, second = 0, third = 0, library = 0] = textsAt;
  const list = Buffer.alloc(32);
  for (const [index, one] of [first, second, third].entries()) list.writeUInt32LE(one, index * 8);
  const descriptor = Buffer.alloc(40);
  for (const [offset, value] of [
    [0, names],
    [12, library],
    [16, table],
  ] as const)
    descriptor.writeUInt32LE(value, offset);
  const addresses = { GetStdHandle: table, WriteFile: table + 8, ExitProcess: table + 16 };
  return { bytes: Buffer.concat([descriptor, list, list, ...texts]), at, tableAt: table, addresses };
}

function codeOf(
  length: number,
  textAt: number,
  { GetStdHandle, WriteFile, ExitProcess }: Imports['addresses'],
): Buffer {
  const code = Buffer.alloc(0x100);
  let size = 0;
  const put = (hex: string): void => void (size += code.write(hex.replaceAll(' ', ''), size, 'hex'));
  /** The distance from the end of the instruction to the target. */
  const putAddress = (hex: string, target: number): void => {
    put(hex);
    size = code.writeInt32LE(target - (SECTION + size + 4), size);
  };
  put('48 83 ec 38'); // sub rsp, 0x38
  put('b9 f5 ff ff ff'); // mov ecx, STD_OUTPUT_HANDLE
  putAddress('ff 15', GetStdHandle); // call
  put('48 89 c1'); // mov rcx, rax
  putAddress('48 8d 15', textAt); // lea rdx, text
  put('41 b8');
  size = code.writeUInt32LE(length, size); // mov r8d, length
  put('4c 8d 4c 24 30'); // lea r9, [rsp+0x30]
  put('48 c7 44 24 20 00 00 00 00'); // mov qword [rsp+0x20], 0
  putAddress('ff 15', WriteFile); // call
  put('31 c9'); // xor ecx, ecx
  putAddress('ff 15', ExitProcess); // call
  return code;
}

function headersOf(sectionSize: number, { at, tableAt }: Imports): Buffer {
  const bytes = Buffer.alloc(START);
  const u16 = (offset: number, value: number): number => bytes.writeUInt16LE(value, offset);
  const u32 = (offset: number, value: number): number => bytes.writeUInt32LE(value, offset);
  bytes.write('MZ', 0, 'latin1');
  u32(0x3c, 0x40);
  bytes.write('PE\0\0', 0x40, 'latin1');
  u16(0x44, 0x8664);
  u16(0x46, 1); // sections
  u16(0x54, 240); // size of the optional header
  u16(0x56, 0x22); // executable, knows large addresses
  const optional = 0x58;
  u16(optional, 0x20b);
  u32(optional + 4, sectionSize);
  u32(optional + 16, SECTION); // where it begins to run
  u32(optional + 20, SECTION);
  bytes.writeBigUInt64LE(0x1_4000_0000n, optional + 24);
  u32(optional + 32, 0x1000); // alignment in memory
  u32(optional + 36, 0x200); // alignment in the file
  u16(optional + 40, 6); // Windows Vista and later
  u16(optional + 48, 6);
  u32(optional + 56, SECTION + 0x1000 * Math.ceil(sectionSize / 0x1000));
  u32(optional + 60, START);
  u16(optional + 68, 3); // a program for the console
  for (const offset of [72, 80, 88, 96]) bytes.writeBigUInt64LE(0x10_0000n, optional + offset); // stack and heap
  u32(optional + 108, 16);
  u32(optional + 112 + 8, at);
  u32(optional + 112 + 12, 40);
  u32(optional + 112 + 12 * 8, tableAt);
  u32(optional + 112 + 12 * 8 + 4, 32);
  const section = optional + 240;
  bytes.write('.text', section, 'latin1');
  for (const [offset, value] of [
    [8, sectionSize],
    [12, SECTION],
    [16, sectionSize],
    [20, START],
    [36, 0xe000_0020],
  ] as const)
    u32(section + offset, value);
  return bytes;
}
