import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import type { Metafile } from 'esbuild';
import { COMMANDS, CONTEXTS, FILES, INTERNAL_COMMANDS, SETTINGS, VIEWS } from '../../src/editor/ids.ts';
import { LOCK_FILE, PROJECT_FILE } from '../../src/engine/project/projectModel.ts';
import { deadExports, sharedNames } from '../support/architecture/exports.ts';
import { forbidden, ownDependencies, readSources, roomOf } from '../support/architecture/rooms.ts';
import { textShownElsewhere } from '../support/architecture/shownText.ts';
import type { Dependency, SourceFile } from '../support/architecture/rooms.ts';

const MAX_LINES = 300;
/** Only a test that compares it with package.json needs this export. */
const ONLY_COMPARED = ['src/editor/ids.ts: INTERNAL_COMMANDS'];
/** The editor calls these. */
const ENTRY = ['src/start.ts: activate', 'src/start.ts: deactivate'];

async function bundle(entry: string, external: readonly string[]): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: [...external],
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return metafile;
}

function bundledDependencies(metafile: Metafile): readonly Dependency[] {
  const own = (path: string): boolean => path.startsWith('src/');
  return Object.entries(metafile.inputs)
    .filter(([from]) => own(from))
    .flatMap(([from, { imports }]) => imports.filter(({ path }) => own(path)).map(({ path: to }) => ({ from, to })));
}

describe('the architecture', () => {
  let sources: readonly SourceFile[];
  before(async () => {
    sources = await readSources('.');
  });

  it('has a room for every file', () => {
    assert.ok(sources.length > 50);
    for (const { path } of sources) assert.ok(roomOf(path));
    assert.throws(() => roomOf('src/engine/utils.ts'), /is in no room/);
    assert.throws(() => roomOf('src/helpers/x.ts'), /is in no room/);
  });

  it('detects a forbidden import', () => {
    const bad: readonly Dependency[] = [
      { from: 'src/engine/cache/fetch.ts', to: 'src/engine/http/retry.ts' },
      { from: 'src/engine/cache/fetch.ts', to: 'src/engine/forgejo/client.ts' },
      { from: 'src/engine/http/retry.ts', to: 'src/engine/forgejo/client.ts' },
      { from: 'src/engine/store/x.ts', to: 'src/engine/cache/fetch.ts' },
      { from: 'src/engine/verify/judge.ts', to: 'src/engine/store/x.ts' },
      { from: 'src/engine/model.ts', to: 'src/engine/cache/fetch.ts' },
      { from: 'src/engine/errors.ts', to: 'src/engine/verify/assess.ts' },
      { from: 'src/engine/machine/elf.ts', to: 'src/engine/match/matchAssets.ts' },
      { from: 'src/engine/engine.ts', to: 'src/editor/ids.ts' },
      { from: 'src/editor/ids.ts', to: 'src/engine/model.ts' },
      { from: 'src/editor/ids.ts', to: 'src/extension.ts' },
      { from: 'src/cli/main.ts', to: 'src/editor/ids.ts' },
      { from: 'src/cli/main.ts', to: 'src/engine/engine.ts' },
      { from: 'src/words/format.ts', to: 'src/editor/ids.ts' },
    ];
    assert.equal(forbidden(bad).length, bad.length);
    assert.deepEqual(forbidden([{ from: 'src/editor/ids.ts', to: 'src/engine/index.ts' }]), []);
  });

  it('has imports in one direction only, in the bundles', async () => {
    const dependencies = bundledDependencies(await bundle('src/extension.ts', ['vscode']));
    assert.ok(dependencies.length > 100);
    assert.deepEqual(forbidden(dependencies), []);
  }).timeout(120_000);

  it('has imports in one direction only, types included', () => {
    const dependencies = sources.flatMap(ownDependencies);
    assert.ok(dependencies.length > 200);
    assert.deepEqual(forbidden(dependencies), []);
  });

  it('has no file that nothing imports', () => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      const source = sources.find((one) => one.path === path);
      for (const { to } of source ? ownDependencies(source) : []) visit(to);
    };
    visit('src/start.ts');
    visit('src/cli/start.ts');
    assert.deepEqual(
      sources.map(({ path }) => path).filter((path) => !reached.has(path)),
      [],
    );
  });

  it('exports only what other product files import, or what tests and the file itself use', async () => {
    const dead = deadExports(sources, await readSources('.', 'test'));
    const allowed = [...ONLY_COMPARED, ...ENTRY];
    assert.deepEqual(
      dead.filter((one) => !allowed.includes(one)),
      [],
    );
  });

  it('exports each name once', () => assert.deepEqual(sharedNames(sources), []));

  it('builds the engine without the editor', async () => {
    const { inputs } = await bundle('src/engine/index.ts', []);
    const own = Object.keys(inputs).filter((path) => path.startsWith('src/'));
    assert.ok(own.length > 30);
    for (const path of own) assert.match(path, /^src\/engine\//);
  }).timeout(120_000);

  it('exports from the engine only what its users import', () => {
    const namesIn = (text: string, statement: RegExp): readonly string[] =>
      [...text.matchAll(statement)].flatMap(([, names = '']) => names.split(',').map((name) => name.trim()));
    const index = sources.find(({ path }) => path === 'src/engine/index.ts');
    assert.ok(index);
    const shown = namesIn(index.text, /export (?:type )?\{([^}]*)\}/g).filter((name) => name !== '');
    assert.ok(shown.length > 50);
    assert.doesNotMatch(index.text, /export (?:type )?\*/);
    const users = sources.filter(({ path }) => !path.startsWith('src/engine/'));
    const taken = new Set(
      users.flatMap(({ text }) => namesIn(text, /import (?:type )?\{([^}]*)\} from '[./]*engine\/index\.ts'/g)),
    );
    assert.deepEqual(
      shown.filter((name) => !taken.has(name)),
      [],
    );
  });

  it("imports vscode only in the editor's rooms", () => {
    const users = sources.filter(({ imports }) => imports.includes('vscode')).map(({ path }) => path);
    assert.ok(users.length > 0);
    assert.deepEqual(
      users.filter((path) => !['extension', 'editor', 'editor/start'].includes(roomOf(path))),
      [],
    );
  });

  it('hands text to the editor in one room only, which makes it inert', () => {
    assert.deepEqual(sources.flatMap(textShownElsewhere), []);
    const bad = [
      "vscode.window.showInformationMessage('x')",
      'const { window } = vscode;',
      'new vscode.MarkdownString(name)',
      'new vscode.Task(definition, scope, name)',
      'vscode.env.openExternal(uri)',
      'vscode.languages.createDiagnosticCollection(name)',
      'item.tooltip = name;',
    ];
    for (const line of bad) {
      const source = {
        path: 'src/editor/x.ts',
        text: `import * as vscode from 'vscode';\n${line}`,
        imports: ['vscode'],
      };
      assert.equal(textShownElsewhere(source).length, 1, line);
    }
    const named = { path: 'src/editor/x.ts', text: "import { window } from 'vscode';", imports: ['vscode'] };
    assert.equal(textShownElsewhere(named).length, 1);
  });

  it(`has no file over ${MAX_LINES} lines`, () => {
    const long = sources.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
    assert.deepEqual(
      long.filter(({ lines }) => lines > MAX_LINES),
      [],
    );
  });
});

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly when?: string }[]>>;
    readonly configuration: unknown;
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

describe('package.json and the code', () => {
  let text: string;
  let manifest: Manifest;
  before(async () => {
    text = await readFile('package.json', 'utf8');
    manifest = JSON.parse(text) as Manifest;
  });
  const sorted = (ids: readonly string[]): readonly string[] => [...ids].sort();
  /** Every text under that name, at any depth. */
  const textsAt = (value: unknown, name: string): readonly string[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
          ...(key === name && typeof inner === 'string' ? [inner] : []),
          ...textsAt(inner, name),
        ]);

  it('names the same commands', () => {
    const declared = manifest.contributes.commands.map(({ command }) => command);
    assert.equal(new Set(declared).size, declared.length);
    const known: readonly string[] = Object.values(COMMANDS);
    assert.deepEqual(sorted([...new Set([...declared, ...INTERNAL_COMMANDS])]), sorted(known));
    for (const command of INTERNAL_COMMANDS) assert.ok(known.includes(command), command);
  });

  it('offers every command in the palette, except the internal ones', () => {
    const declared = new Set(manifest.contributes.commands.map(({ command }) => command));
    const hidden = (manifest.contributes.menus['commandPalette'] ?? []).filter(({ when }) => when === 'false');
    assert.deepEqual(
      sorted(hidden.map(({ command }) => `${command}`)),
      sorted(INTERNAL_COMMANDS.filter((command) => declared.has(command))),
    );
  });

  it('uses only existing commands in menus and keys', () => {
    const used = textsAt(manifest.contributes, 'command').filter((command) => command.startsWith('forgejo'));
    const known: readonly string[] = Object.values(COMMANDS);
    assert.deepEqual(
      used.filter((command) => !known.includes(command)),
      [],
    );
  });

  it('names the same views', () => {
    const declared = Object.values(manifest.contributes.views).flatMap((views) => views.map(({ id }) => id));
    assert.deepEqual(sorted(declared), sorted(Object.values(VIEWS)));
  });

  it('names the workspace files as the engine does', () => {
    assert.deepEqual(Object.values(FILES), [PROJECT_FILE, LOCK_FILE]);
    assert.ok(text.includes(`"workspaceContains:${FILES.lock}"`));
  });

  it('names the same settings', () => {
    const properties = [manifest.contributes.configuration].flat() as readonly { properties?: object }[];
    const declared = properties.flatMap((one) => Object.keys(one.properties ?? {}));
    assert.deepEqual(sorted(declared), sorted(Object.values(SETTINGS)));
  });

  it('names the same contexts, each of them in use', () => {
    const conditions = [...textsAt(manifest.contributes, 'when'), ...textsAt(manifest.contributes, 'enablement')];
    const places: readonly string[] = [...Object.values(VIEWS), ...Object.values(COMMANDS)];
    const used = conditions.flatMap((when) => when.match(/(?<![\w./-])forgejoArtifacts\.[\w.]+/g) ?? []);
    const completing = [...text.matchAll(/"onContext:([^"]+)"/g)].map(([, id]) => id ?? '');
    const contexts = [...used, ...completing].filter(
      (id) => !places.includes(id) && !id.startsWith('forgejoArtifacts.copy'),
    );
    assert.deepEqual(sorted([...new Set(contexts)]), sorted(Object.values(CONTEXTS)));
  });

  it('completes each walkthrough step by its subject and gives it one button', async () => {
    const texts = JSON.parse(await readFile('package.nls.json', 'utf8')) as Record<string, string>;
    const [walkthrough] = manifest.contributes.walkthroughs;
    assert.ok(walkthrough);
    assert.deepEqual(
      walkthrough.steps.map(({ id }) => id),
      ['find', 'install', 'trust', 'workspace', 'tidy'],
    );
    for (const { description, completionEvents } of walkthrough.steps) {
      const lines = texts[description.replaceAll('%', '')]?.split('\n') ?? [];
      // The editor turns a link on a line of its own into a button.
      assert.equal(lines.filter((line) => /^\[[^\]]+\]\([^)]+\)$/.test(line)).length, 1, description);
      assert.match(completionEvents.join(), /^on(Context|View):forgejoArtifacts\.\w+$/);
    }
  });

  it('targets the oldest promised editor', () => {
    const minorOf = (version: string | undefined): string | undefined => /(\d+\.\d+)\.\d+$/.exec(version ?? '')?.[1];
    const promised = minorOf(manifest.engines.vscode);
    assert.ok(promised);
    assert.equal(minorOf(manifest.devDependencies['@types/vscode']), promised);
  });

  it('finds a text for every key and uses every text', async () => {
    const texts = JSON.parse(await readFile('package.nls.json', 'utf8')) as Record<string, unknown>;
    const used = new Set([...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? ''));
    assert.ok(used.size > 10);
    assert.deepEqual(sorted([...used]), sorted(Object.keys(texts)));
    for (const [key, value] of Object.entries(texts)) assert.ok(typeof value === 'string' && value !== '', key);
  });
});
