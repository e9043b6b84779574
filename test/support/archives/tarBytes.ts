const BLOCK = 512;

/** An entry to write. The defaults are those of a plain file. */
export interface TarSpec {
  readonly name: string;
  /** @default '0', a file */
  readonly type?: string;
  readonly body?: Buffer | string;
  readonly mode?: number;
  readonly link?: string;
  /** Replaces the size of the body. */
  readonly size?: number;
  /** The eight bytes before the owner's name. @default ustar's */
  readonly magic?: string;
  readonly prefix?: string;
  /** Writes a wrong checksum. */
  readonly badSum?: true;
}

/** A tar file with these entries, followed by zero blocks. */
export function tarBytes(specs: readonly TarSpec[], { endBlocks = 2 } = {}): Buffer {
  return Buffer.concat([...specs.map(entryBytes), Buffer.alloc(endBlocks * BLOCK)]);
}

/** A pax header with these records, for the entry that follows. */
export function pax(records: Readonly<Record<string, string>>, type = 'x'): TarSpec {
  const body = Object.entries(records).map(([key, value]) => paxRecord(`${key}=${value}\n`));
  return { name: 'PaxHeaders/x', type, body: body.join('') };
}

/** The length includes its own digits. */
function paxRecord(text: string): string {
  const bytes = Buffer.byteLength(text) + 1;
  const length = [1, 2, 3, 4, 5].map((digits) => bytes + digits).find((sum, index) => String(sum).length === index + 1);
  return `${length} ${text}`;
}

function entryBytes({ body = '', ...spec }: TarSpec): Buffer {
  const bytes = Buffer.from(body);
  const padding = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
  return Buffer.concat([header(spec, spec.size ?? bytes.length), bytes, padding]);
}

function header(spec: Omit<TarSpec, 'body'>, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(spec.name, 0, 100);
  block.write(`${(spec.mode ?? 0o644).toString(8).padStart(7, '0')}\0`, 100);
  block.write('0000000\0'.repeat(2), 108);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('15030000000\0', 136);
  block.write(' '.repeat(8), 148);
  block.write(spec.type ?? '0', 156);
  block.write(spec.link ?? '', 157, 100);
  block.write(spec.magic ?? 'ustar\x0000', 257);
  block.write(spec.prefix ?? '', 345, 155);
  const sum = block.reduce((total, byte) => total + byte, spec.badSum ? 1 : 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
