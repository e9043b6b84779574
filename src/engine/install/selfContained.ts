import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { namedKind } from '../match/namedKind.ts';
import { CONTENT } from './installLayout.ts';

/** Content with more files than this has a program that needs some of them. */
const MAX_FILES = 64;

const FOR_READERS: ReadonlySet<string | undefined> = new Set(['document', 'checksum', 'signature', 'sbom']);

/** Texts that have no extension, pages of manuals, and completion files. */
const TEXT =
  /^(?:readme|licen[cs]e|copying|notice|authors|changelog)(?:[.-]|$)|\.(?:[1-8]|bash|zsh|fish|nu|elv)$|^_[\w.-]+$/i;

/**
 * Whether an install has nothing but this program and texts for people and shells. Any other program may look for files
 * next to itself, so it must run from its own directory.
 */
export async function isSelfContained(program: string): Promise<boolean> {
  const entries = await readdir(contentOf(program), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory());
  if (files.length === 0 || files.length > MAX_FILES) return false;
  return files.every(
    ({ parentPath, name }) =>
      path.join(parentPath, name) === program || FOR_READERS.has(namedKind(name)) || TEXT.test(name),
  );
}

/** The directory that a program was unpacked into. */
function contentOf(program: string): string {
  const parts = path.dirname(program).split(path.sep);
  const index = parts.lastIndexOf(CONTENT);
  return (index < 0 ? parts : parts.slice(0, index + 1)).join(path.sep);
}
