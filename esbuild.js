import { chmod, copyFile, cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, context } from 'esbuild';

/** What every bundle has in common. The extension host takes CommonJS; its oldest Node is 22.19 (VS Code 1.106). */
const common = { bundle: true, platform: 'node', format: 'cjs', target: 'node22', logLevel: 'warning' };

/**
 * Code that most sessions never need is in files of its own, loaded when something first wants it: undici (half a
 * megabyte; the first request), the decoder of xz (WebAssembly; the first such archive), what checks signatures of
 * Sigstore (with its trusted root) and of OpenPGP, and the commands of the command line.
 */
const BESIDE = {
  undici: 'undici.cjs',
  'xz-decompress': 'xz.cjs',
  './sigstoreLibrary.ts': 'sigstore.cjs',
  openpgp: 'openpgp.cjs',
  './main.ts': 'program.cjs',
  './fullArguments.ts': 'arguments.cjs',
  './perform.ts': 'commands.cjs',
  './performLocal.ts': 'local.cjs',
};

const beside = {
  name: 'beside',
  setup: ({ onResolve }) =>
    onResolve(
      {
        filter:
          /^(undici|xz-decompress|\.\/sigstoreLibrary\.ts|openpgp|\.\/main\.ts|\.\/fullArguments\.ts|\.\/perform\.ts|\.\/performLocal\.ts)$/,
      },
      // What is imported in the usual way belongs to its bundle, and may be another file of the same name.
      ({ kind, path }) => (kind === 'dynamic-import' ? { path: `./${BESIDE[path]}`, external: true } : undefined),
    ),
};

/** Commander runs programs for subcommands that are files of their own. We have none, and loading that takes some milliseconds. */
const withoutPrograms = {
  name: 'withoutPrograms',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]commander[\\/]/.test(importer) ? { path: 'none', namespace: 'none' } : undefined,
    );
    onLoad({ filter: /^none$/, namespace: 'none' }, () => ({ contents: '' }));
  },
};

/**
 * esbuild copies all names of the editor's API for each file that imports it, which is a third of the time that loading the
 * extension takes. The API itself does as well.
 */
const editorUncopied = {
  name: 'editorUncopied',
  setup: ({ initialOptions, onEnd }) => {
    initialOptions.write = false;
    onEnd(async ({ outputFiles = [] }) => {
      for (const { path: file, text } of outputFiles) {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text.replace(/[\w$]+\(require\("vscode"\)(?:, ?1)?\)/g, 'require("vscode")'));
      }
    });
  },
};

/** Of the LGPL: it goes along as it is published, so that anybody can put another version in its place. */
const copyOpenpgp = (directory) =>
  copyFile('node_modules/openpgp/dist/node/openpgp.min.cjs', `${directory}/${BESIDE.openpgp}`);

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

/** A `require` in the place of `import()`, which scans the whole file for the names that it exports, and does not find all. */
const REQUIRED = { 'dynamic-import': false };

/**
 * What the engine takes of undici, as its `index.js` puts it together. That loads all of it, fetch, mocks and WebSockets too,
 * which takes twice as long.
 */
const UNDICI = `
Object.assign(require('undici/lib/dispatcher/dispatcher').prototype, require('undici/lib/api'));
module.exports = {
  Agent: require('undici/lib/dispatcher/agent'),
  Dispatcher1Wrapper: require('undici/lib/dispatcher/dispatcher1-wrapper'),
  EnvHttpProxyAgent: require('undici/lib/dispatcher/env-http-proxy-agent'),
};`;

/**
 * Modules that undici loads and we need nothing of, which take half of its time to load: HTTP/2, which is refused everywhere, and
 * `node:assert`, of which it uses the plain call.
 */
const UNUSED = {
  './client-h2.js': `module.exports = () => { throw new TypeError('HTTP/2 is not used'); };`,
  'node:assert': `module.exports = (value, message) => {
    if (!value) throw message instanceof Error ? message : new Error(message ?? 'an assertion of undici failed');
  };`,
};

const withoutUnused = {
  name: 'withoutUnused',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^(?:\.\/client-h2\.js|node:assert)$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    onLoad({ filter: /./, namespace: 'unused' }, ({ path }) => ({ contents: UNUSED[path] }));
  },
};

const bundles = {
  /** Loaded in every window. */
  start: {
    entryPoints: { start: 'src/start.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
    minify: true,
    plugins: [editorUncopied],
  },
  /** Loaded when something of it is used. */
  extension: {
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
    minify: true,
    supported: REQUIRED,
    plugins: [beside, editorUncopied],
  },
  beside: {
    entryPoints: { xz: 'xz-decompress', sigstore: 'src/engine/verify/sigstoreLibrary.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    minify: true,
  },
  undici: {
    stdin: { contents: UNDICI, resolveDir: '.' },
    outfile: `dist/${BESIDE.undici}`,
    minify: true,
    plugins: [withoutUnused],
  },
  /**
   * The command line, and what its commands need beyond arguments and help: one file for those that only look at what is
   * installed, one for all others. Not part of the packaged extension.
   */
  program: {
    entryPoints: {
      program: 'src/cli/main.ts',
      arguments: 'src/cli/fullArguments.ts',
      local: 'src/cli/performLocal.ts',
      commands: 'src/cli/perform.ts',
    },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    minify: true,
    define: { CLI_VERSION: JSON.stringify(version) },
    supported: REQUIRED,
    plugins: [beside, withoutPrograms],
  },
  /** Its first file, which every Node since 16 can read. */
  cli: {
    entryPoints: { cli: 'src/cli/start.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    minify: true,
    target: 'node16',
    supported: REQUIRED,
    banner: { js: '#!/usr/bin/env node' },
    plugins: [beside],
  },
  /** The engine alone, for benches and scripts. Not part of the package. */
  engine: {
    entryPoints: { engine: 'src/engine/index.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    plugins: [beside],
  },
};

/**
 * The host tier: its tests, which the extension host can neither strip of types nor resolve as `.ts`, and the extension
 * as it is packaged, beside a harness that shows them the context it was activated with.
 */
async function buildHostTests() {
  const names = (await readdir('test/host')).filter((name) => name.endsWith('.ts'));
  const options = { outExtension: { '.js': '.cjs' }, sourcemap: 'inline', supported: REQUIRED, plugins: [beside] };
  await build({
    ...common,
    ...options,
    entryPoints: {
      ...Object.fromEntries(names.map((name) => [name.replace(/\.ts$/, ''), `test/host/${name}`])),
      speed: 'test/bench/host/speed.ts',
    },
    outdir: '.build/host',
    external: ['vscode', 'mocha'],
  });
  const outdir = '.build/host-extension/dist';
  await build({
    ...common,
    ...options,
    entryPoints: { start: 'test/host/harness/extension.ts' },
    outdir,
    external: ['vscode'],
  });
  await build({ ...common, ...bundles.start, entryPoints: { real: 'src/start.ts' }, outdir });
  await build({ ...common, ...bundles.extension, outdir });
  for (const directory of ['.build/host', '.build/host-extension/dist']) await buildBeside(directory);
  for (const name of ['package.json', 'package.nls.json', 'package.nls.de.json', 'media']) {
    await cp(name, `.build/host-extension/${name}`, { recursive: true });
  }
}

/** The files that are loaded when something of them is first used. */
async function buildBeside(outdir) {
  await build({ ...common, ...bundles.beside, outdir });
  await build({ ...common, ...bundles.undici, outfile: `${outdir}/${BESIDE.undici}` });
  await copyOpenpgp(outdir);
}

/** The command line as it ships, for tests that call it hundreds of times. */
async function buildProgram(outdir) {
  await build({ ...common, ...bundles.program, outdir });
  await buildBeside(outdir);
}

async function buildAll() {
  await mkdir('.build', { recursive: true });
  const packages = new Set(['openpgp']);
  for (const [name, options] of Object.entries(bundles)) {
    const { metafile } = await build({ ...common, ...options, metafile: true });
    await writeFile(`.build/${name}.meta.json`, JSON.stringify(metafile));
    for (const input of Object.keys(metafile.inputs)) {
      const [, used] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input) ?? [];
      if (used) packages.add(used);
    }
  }
  await copyOpenpgp('dist');
  await chmod('dist/cli.cjs', 0o755);
  await writeLicences([...packages].sort());
}

/** What the licences of the libraries ask for: each one's name, and its licence's text where it comes with one. */
async function writeLicences(packages) {
  const notices = packages.map(async (name) => {
    const folder = `node_modules/${name}`;
    const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e(?:\.\w+)?$/i.test(entry));
    const text = file ? await readFile(`${folder}/${file}`, 'utf8') : '';
    return `${name} ${version} (${license})\n\n${text.trim()}`;
  });
  const head = await readFile('media/licences/head.txt', 'utf8');
  await writeFile(
    'dist/licences.txt',
    `${[head.trim(), ...(await Promise.all(notices))].join(`\n\n${'='.repeat(80)}\n\n`)}\n`,
  );
}

const [, , option, directory] = process.argv;
if (option === '--host') await buildHostTests();
else if (option === '--program') await buildProgram(directory);
else if (option === '--watch') {
  for (const options of [bundles.start, bundles.extension]) await (await context({ ...common, ...options })).watch();
} else await buildAll();
