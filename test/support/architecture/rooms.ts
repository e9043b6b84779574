import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

/** Files that every room of the engine may use: its types, ports and a few leaves. */
const ENGINE_LEAVES = new Set([
  'ports',
  'model',
  'errors',
  'evidence',
  'archiveRule',
  'fitReason',
  'findings',
  'wait',
  'disk',
  'hashedCopy',
  'commandOffers',
  'safeName',
  'text',
  'keepLast',
  'limitedFile',
  'parseJson',
  'fullyListed',
  'systemClock',
  'storedSchemas',
  'guarded',
  'keyedMutex',
  'forEachConcurrently',
  'freeBuffer',
  'readAhead',
  'semaphore',
  'attempts',
  'slices',
  'age',
  'absence',
  'wholePath',
  'replaceable',
]);
/** Files that connect the rooms. */
const ENGINE_JOINTS = new Set([
  'engine',
  'localEngine',
  'clients',
  'obtain',
  'listed',
  'tools',
  'projectEnvironment',
  'createEvidenceSource',
  'decisions',
  'portable',
]);
const ENGINE_ROOMS = [
  'forgejo',
  'http',
  'mirror',
  'cache',
  'store',
  'verify',
  'versions',
  'machine',
  'match',
  'unpack',
  'install',
  'project',
  'inspect',
  'environments',
  'portable',
] as const;

export type Room =
  | 'extension'
  | 'editor'
  | 'editor/start'
  | 'cli'
  | 'words'
  | 'engine/index'
  | 'engine/engine'
  | 'engine/leaf'
  | `engine/${(typeof ENGINE_ROOMS)[number]}`;

const ALL_OF_ENGINE: readonly Room[] = [
  'engine/engine',
  'engine/leaf',
  ...ENGINE_ROOMS.map((name) => `engine/${name}` as const),
];

/** The rooms that a room may import from, apart from itself. */
export const MAY_IMPORT: Readonly<Record<Room, readonly Room[]>> = {
  extension: ['editor', 'editor/start', 'engine/index'],
  editor: ['editor/start', 'words', 'engine/index'],
  // Every window loads it. test/unit/startBundle.test.ts names the only leaf in that bundle.
  'editor/start': ['editor', 'words', 'engine/leaf'],
  // It uses leaves of the engine, because the engine's index loads everything, and help and version need none of that.
  cli: ['words', 'engine/index', 'engine/leaf'],
  words: ['engine/index'],
  'engine/index': ALL_OF_ENGINE,
  'engine/engine': ALL_OF_ENGINE,
  'engine/forgejo': ['engine/http', 'engine/leaf'],
  'engine/http': ['engine/leaf'],
  // The rules for an instance's answers also apply to a mirror's.
  'engine/mirror': ['engine/forgejo', 'engine/http', 'engine/leaf'],
  'engine/cache': ['engine/verify', 'engine/leaf'],
  'engine/store': ['engine/verify', 'engine/leaf'],
  'engine/verify': ['engine/match', 'engine/versions', 'engine/leaf'],
  'engine/versions': ['engine/leaf'],
  'engine/machine': ['engine/leaf'],
  'engine/match': ['engine/machine', 'engine/versions', 'engine/leaf'],
  'engine/unpack': ['engine/leaf'],
  'engine/install': [
    'engine/machine',
    'engine/match',
    'engine/versions',
    'engine/unpack',
    'engine/verify',
    'engine/leaf',
  ],
  // Its caller passes in the network and the installer.
  'engine/project': [
    'engine/forgejo',
    'engine/machine',
    'engine/match',
    'engine/versions',
    'engine/install',
    'engine/verify',
    'engine/cache',
    'engine/leaf',
  ],
  'engine/inspect': [
    'engine/project',
    'engine/install',
    'engine/unpack',
    'engine/machine',
    'engine/match',
    'engine/verify',
    'engine/cache',
    'engine/leaf',
  ],
  'engine/portable': ['engine/machine', 'engine/mirror', 'engine/project', 'engine/unpack', 'engine/leaf'],
  'engine/environments': ['engine/project', 'engine/install', 'engine/machine', 'engine/leaf'],
  'engine/leaf': [],
};

/** The room of a file in `src/`. Throws for a file without a room. */
export function roomOf(path: string): Room {
  if (path === 'src/extension.ts' || path === 'src/start.ts') return 'extension';
  if (path.startsWith('src/words/')) return 'words';
  if (path.startsWith('src/editor/start/')) return 'editor/start';
  if (path.startsWith('src/editor/')) return 'editor';
  if (path.startsWith('src/cli/')) return 'cli';
  const [, inEngine] = /^src\/engine\/(.+)\.(?:ts|json)$/.exec(path) ?? [];
  if (inEngine === 'index') return 'engine/index';
  if (inEngine && ENGINE_JOINTS.has(inEngine)) return 'engine/engine';
  if (inEngine && ENGINE_LEAVES.has(inEngine)) return 'engine/leaf';
  const room = ENGINE_ROOMS.find((name) => inEngine?.startsWith(`${name}/`));
  if (room) return `engine/${room}`;
  throw new Error(`${path} is in no room`);
}

export interface Dependency {
  readonly from: string;
  readonly to: string;
}

/** The imports that no rule allows, as text. */
export function forbidden(dependencies: readonly Dependency[]): readonly string[] {
  return dependencies.flatMap(({ from, to }) => {
    const [room, target] = [roomOf(from), roomOf(to)];
    return room === target || MAY_IMPORT[room].includes(target) ? [] : [`${from} -> ${to}`];
  });
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** The import paths as written. */
  readonly imports: readonly string[];
}

/** Every file below a directory with its imports, including types, which a bundler does not see. */
export async function readSources(root: string, directory = 'src'): Promise<readonly SourceFile[]> {
  const entries = await readdir(join(root, directory), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  return Promise.all(
    paths.map(async (entry) => {
      const full = join(entry.parentPath, entry.name);
      const text = await readFile(full, 'utf8');
      const imports = [...text.matchAll(/^(?:(?:import|export|\}) .*?from|import) '([^']+)'|\bimport\(\s*'([^']+)'/gm)];
      const path = relative(root, full).replaceAll('\\', '/');
      return { path, text, imports: imports.map(([, plain, dynamic]) => plain ?? dynamic ?? '') };
    }),
  );
}

/** The imports of our own files. */
export function ownDependencies({ path, imports }: SourceFile): readonly Dependency[] {
  return imports
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => {
      const target = relative(resolve('.'), resolve(dirname(path), specifier));
      return { from: path, to: target.replaceAll('\\', '/') };
    });
}
