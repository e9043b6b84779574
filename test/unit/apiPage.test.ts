import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ERROR_CASES } from '../support/errorCases.ts';
import { snippetsOf } from '../support/snippets.ts';
import { useTempDir } from '../support/tempDir.ts';
import { itWith } from '../support/thisSystem.ts';

const run = promisify(execFile);
const PAGE = 'docs/api.md';
const TSC = 'node_modules/typescript/bin/tsc';

/** The codes that `src/editor/api` itself adds to those of the engine. */
const OWN_CODES = ['badArgument', 'needsFile', 'severalFiles', 'workspace', 'unexpected'];

/** Where errors are raised that no call can meet, because none does such work. */
const NOT_CALLED = [
  // The command line.
  'src/cli/',
  // Exports and imports.
  'src/engine/portable.ts',
  'src/engine/portable/',
  // Filling mirrors.
  'src/engine/mirror/upload.ts: uploadRefused',
  // Choosing versions and changing locks.
  'src/engine/versions/resolveVersion.ts',
  'src/engine/project/lockTool.ts',
  'src/engine/project/projectFiles.ts: changedMeanwhile',
  'src/engine/project/writeProjectFiles.ts',
  // Switching to an installed version. `install` always names a file.
  'src/engine/install/installer.ts: notInstalled',
  // `install` and `restore` leave out commands that need consent or whose name is taken.
  'src/engine/install/commandCase.ts',
];

interface Row {
  readonly code: string;
  readonly text: string;
}

describe('the page about the API for other extensions', () => {
  const directory = useTempDir();
  let page: string;
  before(async () => {
    page = await readFile(PAGE, 'utf8');
  });

  it('has every code with which calls reject, and no other', async () => {
    const raised = new Set(OWN_CODES);
    for (const path of globSync('src/**/*.ts').map((one) => one.replaceAll('\\', '/'))) {
      for (const [, code = ''] of (await readFile(path, 'utf8')).matchAll(/new EngineError\(\s*'(\w+)'/g)) {
        if (!NOT_CALLED.some((where) => `${path}: ${code}`.startsWith(where))) raised.add(code);
      }
    }
    const codes = rowsOf(page, 'code').map(({ code }) => code);
    assert.deepEqual(codes.toSorted(), [...raised].toSorted());
    const known = [...Object.keys(ERROR_CASES), ...OWN_CODES];
    assert.deepEqual(
      codes.filter((code) => !known.includes(code)),
      [],
    );
  });

  itWith('compiler', 'shows code that type-checks, and the types and facts as they are', async () => {
    await mkdir(join(directory(), 'page'));
    await writeFile(join(directory(), 'page', 'tsconfig.json'), JSON.stringify(configuration()));
    for (const [name, text] of await filesOf(page)) await writeFile(join(directory(), 'page', name), text);
    const checked = await run(process.execPath, [TSC, '-p', join(directory(), 'page')]).catch(
      (error: unknown) => error,
    );
    assert.deepEqual(checked, { stdout: '', stderr: '' });
  }).timeout(60_000);

  it('shows every call in an example', async () => {
    const snippets = await snippetsOf(PAGE);
    const shown = snippets.filter(({ heading }) => heading === 'Examples').map(({ text }) => text);
    const calls = [...page.matchAll(/^\| `(\w+)\(/gm)].map(([, call]) => call);
    assert.ok(calls.length > 5);
    for (const call of calls)
      assert.ok(
        shown.some((text) => text.includes(`artifacts.${call}(`)),
        call,
      );
  });
});

/** The rows of the table whose first column is called `name`. */
function rowsOf(page: string, name: 'code' | 'facts.reason'): readonly Row[] {
  const [, body = ''] = new RegExp(`^\\| \`${name}\` .*\\n\\|[ |-]*\\n((?:\\|.*\\n)+)`, 'm').exec(page) ?? [];
  return [...body.matchAll(/^\| `(\w+)` +(\|.*)$/gm)].map(([, code = '', text = '']) => ({ code, text }));
}

function configuration(): object {
  return {
    extends: resolve('tsconfig.json'),
    compilerOptions: { typeRoots: [resolve('node_modules/@types')], types: ['node', 'vscode'] },
    include: [],
    files: ['examples.ts', 'same.ts'],
  };
}

/** The code of the page as an extension would have it, and statements about its types that compile only if they are true. */
async function filesOf(page: string): Promise<ReadonlyMap<string, string>> {
  const snippets = (await snippetsOf(PAGE)).filter(({ language }) => language === 'ts');
  const under = (heading: string): readonly string[] =>
    snippets.filter((one) => one.heading === heading).map(({ text }) => text);
  const [entry = ''] = under('Other extensions');
  const examples = under('Examples').map((text, index) => `export async function example${index}() {\n${text}}\n`);
  const [types = ''] = under('Types');
  return new Map([
    ['forgejoArtifacts.ts', types],
    [
      'examples.ts',
      [entry, USING, ...examples].join('\n').replaceAll("'./forgejoArtifacts'", "'./forgejoArtifacts.ts'"),
    ],
    ['same.ts', [same(resolve('src')), ...factsOf(page)].join('\n')],
  ]);
}

const USING = `
import type { ForgejoArtifactsError } from './forgejoArtifacts.ts';
declare const artifacts: ForgejoArtifacts;
`;

const same = (src: string): string => `
import type { ForgejoArtifactsApi } from '${join(src, 'editor/api/api.ts')}';
import type { ApiError } from '${join(src, 'editor/api/apiError.ts')}';
import type { ErrorFacts } from '${join(src, 'engine/errors.ts')}';
import type { WorkspaceError } from '${join(src, 'words/workspaceError.ts')}';
import type { ForgejoArtifacts, ForgejoArtifactsError } from './forgejoArtifacts.ts';
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const isSame: Same<ForgejoArtifactsApi, ForgejoArtifacts> = true;
export const asError = (error: ApiError): ForgejoArtifactsError => error;
type Fault = WorkspaceError['fault'];
`;

/** The facts that the tables name. */
function factsOf(page: string): readonly string[] {
  const facts = [
    ...rowsOf(page, 'code').map(({ code, text }) => [`ErrorFacts['${code}']`, text] as const),
    ...rowsOf(page, 'facts.reason').map(({ code, text }) => [`Extract<Fault, { reason: '${code}' }>`, text] as const),
  ];
  return facts
    .filter(([type]) => !OWN_CODES.some((code) => type.includes(`'${code}'`)))
    .flatMap(([type, text], row) => [
      `export type Row${row} = ${type};`,
      ...[...text.matchAll(/`facts\.(\w+)`/g)].map(
        ([, fact], index) => `export type Fact${row}At${index} = NonNullable<Row${row}['${fact}']>;`,
      ),
    ]);
}
