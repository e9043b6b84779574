import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { build, context } from 'esbuild';

/** What every bundle has in common. The extension host takes CommonJS; its oldest Node is 22.19 (VS Code 1.106). */
const common = { bundle: true, platform: 'node', format: 'cjs', target: 'node22', logLevel: 'warning' };

/**
 * undici is a third of a megabyte of code that most sessions never need, so it is a file of its own, loaded when the
 * first request wants it.
 */
const undiciBeside = {
  name: 'undici-beside',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^undici$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './undici.cjs', external: true },
    ),
};

const bundles = {
  extension: {
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
    minify: true,
    plugins: [undiciBeside],
  },
  undici: { entryPoints: { undici: 'undici' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, minify: true },
  /** The engine alone, for benches and scripts. Not part of the package. */
  engine: {
    entryPoints: { engine: 'src/engine/index.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    plugins: [undiciBeside],
  },
};

/**
 * The host tier: its tests, which the extension host can neither strip of types nor resolve as `.ts`, and the extension
 * as it is packaged, beside a harness that shows them the context it was activated with.
 */
async function buildHostTests() {
  const names = (await readdir('test/host')).filter((name) => name.endsWith('.ts'));
  const options = { outExtension: { '.js': '.cjs' }, sourcemap: 'inline', plugins: [undiciBeside] };
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
    entryPoints: { extension: 'test/host/harness/extension.ts' },
    outdir,
    external: ['vscode'],
  });
  await build({ ...common, ...bundles.extension, entryPoints: { real: 'src/extension.ts' }, outdir });
  for (const directory of ['.build/host', '.build/host-extension/dist']) {
    await build({ ...common, ...bundles.undici, outdir: directory });
  }
  for (const name of ['package.json', 'package.nls.json', 'media']) {
    await cp(name, `.build/host-extension/${name}`, { recursive: true });
  }
}

async function buildAll() {
  await mkdir('.build', { recursive: true });
  for (const [name, options] of Object.entries(bundles)) {
    const { metafile } = await build({ ...common, ...options, metafile: true });
    await writeFile(`.build/${name}.meta.json`, JSON.stringify(metafile));
  }
}

if (process.argv.includes('--host')) await buildHostTests();
else if (process.argv.includes('--watch')) await (await context({ ...common, ...bundles.extension })).watch();
else await buildAll();
