import { dirname, join } from 'node:path/posix';

/** A file of the project. */
export interface ModuleText {
  /** Relative to the root of the project, with slashes. */
  readonly path: string;
  readonly text: string;
}

export interface ExportedName {
  readonly path: string;
  readonly name: string;
  /** How often its own file mentions it, apart from the declaration. */
  readonly usedInside: number;
}

const DECLARATION = /^export (?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type) (\w+)/gm;
const IMPORT = /import (?:type )?\{([^}]*)\} from '(\.[^']+)'/g;
const REEXPORT = /export (?:type )?\{([^}]*)\} from '(\.[^']+)'/g;
const NAMESPACE = /(?:import \* as (\w+) from|const (\w+) = await import\()\s*'(\.[^']+)'/g;
const DYNAMIC_IMPORT = /import\('(\.[^']+)'\)\)\.(\w+)|\{([^{}]*)\} = await import\('(\.[^']+)'\)/g;

/** The exports that a file declares. Names that it only re-exports count for the file that declares them. */
export function exportsOf({ path, text }: ModuleText): readonly ExportedName[] {
  return [...text.matchAll(DECLARATION)].map(([, name = '']) => {
    const words = text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? [];
    return { path, name, usedInside: words.length - 1 };
  });
}

/** The imports of a file, as `path#name`. */
export function importsOf({ path, text }: ModuleText): readonly string[] {
  const taken = (names: string, from: string): readonly string[] =>
    names
      .split(',')
      .map((name) => name.trim().split(/ as |:/)[0] ?? '')
      .filter((name) => name !== '')
      .map((name) => `${join(dirname(path), from)}#${name}`);
  const named = [...text.matchAll(IMPORT), ...text.matchAll(REEXPORT)].flatMap(([, names = '', from = '']) =>
    taken(names, from),
  );
  const dynamic = [...text.matchAll(DYNAMIC_IMPORT)].flatMap(([, one = '', name = '', names = '', other = '']) =>
    taken(name || names, one || other),
  );
  const members = [...text.matchAll(NAMESPACE)].flatMap(([, fixed, late, from = '']) => {
    const used = text.matchAll(new RegExp(`\\b${fixed ?? late}\\.(\\w+)`, 'g'));
    return [...used].flatMap(([, name = '']) => taken(name, from));
  });
  return [...named, ...dynamic, ...members];
}

/**
 * Dead exports of `sources`: no other product file imports them, and either no test does, or their own file does not use
 * them.
 */
export function deadExports(sources: readonly ModuleText[], tests: readonly ModuleText[]): readonly string[] {
  const used = new Set(sources.flatMap(importsOf));
  const tested = new Set(tests.flatMap(importsOf));
  return sources
    .flatMap(exportsOf)
    .filter(({ path, name, usedInside }) => {
      const id = `${path}#${name}`;
      return !used.has(id) && !(tested.has(id) && usedInside > 0);
    })
    .map(({ path, name }) => `${path}: ${name}`);
}

/** Names that more than one file exports. */
export function sharedNames(sources: readonly ModuleText[]): readonly string[] {
  const byName = Map.groupBy(sources.flatMap(exportsOf), ({ name }) => name);
  return [...byName].flatMap(([name, all]) => {
    const paths = new Set(all.map(({ path }) => path));
    return paths.size > 1 ? [`${name}: ${[...paths].join(', ')}`] : [];
  });
}
