import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listContent } from '../install/contentFiles.ts';
import type { ContentFile } from '../install/contentFiles.ts';
import { canBeProgram } from '../install/executables.ts';
import { readFileHeader } from '../machine/fileHeader.ts';
import type { Header } from '../machine/program.ts';
import { unpack } from '../unpack/unpack.ts';
import type { UnpackOptions } from '../unpack/unpack.ts';
import type { Contents } from './inspectReport.ts';

/** How many headers are read and how many programs are named. */
const MAX_HEADERS = 1000;
const MAX_PROGRAMS = 20;

/**
 * The programs in a file on this machine. It is unpacked into a temporary directory, which is removed.
 * @throws EngineError `unsafeArchive`, `storage`, `integrity`; the signal's reason
 */
export async function readContents(file: string, name: string, options: UnpackOptions): Promise<Contents> {
  const directory = await mkdtemp(path.join(tmpdir(), 'forgejo-artifacts-'));
  try {
    const content = path.join(directory, 'content');
    await unpack(file, name, content, options);
    const files = await listContent(content, options.signal);
    const programs = await programsIn(content, files);
    return {
      files: files.length,
      programs: programs.slice(0, MAX_PROGRAMS),
      morePrograms: Math.max(0, programs.length - MAX_PROGRAMS),
    };
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function programsIn(content: string, files: readonly ContentFile[]): Promise<Contents['programs']> {
  const found: { path: string; header: Header }[] = [];
  const possible = files.filter((one) => !one.isLink && (canBeProgram(one.path) || files.length === 1));
  for (const { path: at, executable } of possible.slice(0, MAX_HEADERS)) {
    const header = await readFileHeader(path.join(content, at));
    const isProgram =
      header.kind === 'program' || header.kind === 'damaged' || (header.kind === 'script' && executable);
    if (isProgram) found.push({ path: at, header });
  }
  return found;
}
