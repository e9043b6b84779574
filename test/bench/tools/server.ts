import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { tarBytes } from '../../support/archives/tarBytes.ts';
import { ContentBuilder } from '../../support/forge/content.ts';
import { startForge } from '../../support/forge/forge.ts';
import { elf } from '../../support/programs.ts';
import { TOOL_OWNER, TOOL_VERSION, archiveName, toolNames } from './names.ts';

/**
 * A forge in a process of its own: `server.ts COUNT BYTES` has that many repositories. Each has one release with a `.tar.gz`
 * of one program of that size, and a checksum file. It ends with its parent process.
 */
const [count = 20, programBytes = 11_000_000] = process.argv.slice(2).map(Number);
/** No two programs are the same. */
const STEP_BYTES = 1_000_000;

/** Taken from the middle of Node, because gzip shrinks it to less than half, like most programs. */
async function machineCode(): Promise<Buffer> {
  const file = await open(process.execPath);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, programBytes + count * STEP_BYTES));
    await file.read(bytes, 0, bytes.length, Math.min(Math.floor(size / 4), size - bytes.length));
    return bytes;
  } finally {
    await file.close();
  }
}

const header = elf({ machine: process.arch === 'arm64' ? 183 : 62 });

async function archiveOf(tool: string, code: Buffer): Promise<Buffer> {
  const body = Buffer.concat([header, code.subarray(0, programBytes - header.length)]);
  return promisify(gzip)(tarBytes([{ name: `${tool}-${TOOL_VERSION}/${tool}`, body, mode: 0o755 }]));
}

const builder = new ContentBuilder().account(TOOL_OWNER);
const code = await machineCode();
const archives = await Promise.all(
  toolNames(count).map(
    async (tool, index) => [tool, await archiveOf(tool, code.subarray(index * STEP_BYTES))] as const,
  ),
);
for (const [tool, archive] of archives) {
  const sums = `${createHash('sha256').update(archive).digest('hex')}  ${archiveName(tool)}\n`;
  const files = { [archiveName(tool)]: archive, SHA256SUMS: Buffer.from(sums) };
  builder.release(builder.repository(TOOL_OWNER, tool), `v${TOOL_VERSION}`, files);
}
const { url } = await startForge({ content: builder.content });
process.send?.(url);
process.on('disconnect', () => process.exit());
