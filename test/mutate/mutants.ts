import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/** A change of the source that a test should notice. */
export interface Mutant {
  readonly id: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

export interface Instrumented {
  readonly mutants: readonly Mutant[];
  /** For each file, its source with all mutants. An environment variable switches one of them on. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The variable that names the active mutant of a process. */
export const ACTIVE_MUTANT = '__STRYKER_ACTIVE_MUTANT__';

const SILENT = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
};

/**
 * Texts are left out: they are messages for logs and names of keys, and a wrong key does not compile. Blocks are left out
 * too, because a function without a body rarely passes a single test.
 */
const EXCLUDED = ['StringLiteral', 'BlockStatement', 'Regex', 'ObjectLiteral'];

/** The TypeScript files at a path, which may be a file or a directory. */
export async function filesAt(path: string): Promise<readonly string[]> {
  if (path.endsWith('.ts')) return [path];
  const names = await readdir(path, { recursive: true });
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(path, name));
}

/** Creates all mutants of some files. */
export async function instrument(files: readonly string[]): Promise<Instrumented> {
  const inputs = await Promise.all(
    files.map(async (name) => ({ name, mutate: true, content: await readFile(name, 'utf8') })),
  );
  const options = { plugins: [], excludedMutations: EXCLUDED, ignorers: [], noHeader: false };
  const result = await new Instrumenter(SILENT).instrument(inputs, options);
  const texts = new Map(inputs.map(({ name, content }) => [name, content.split('\n')]));
  const mutants = result.mutants
    .filter(({ status }) => status !== 'Ignored')
    .map(({ id, fileName, location: { start, end }, replacement }) => {
      const line = texts.get(fileName)?.[start.line] ?? '';
      const before = line.slice(start.column, end.line === start.line ? end.column : undefined);
      return { id, file: fileName, line: start.line + 1, before, after: oneLine(replacement) };
    });
  return { mutants, sources: new Map(result.files.map(({ name, content }) => [name, content])) };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
