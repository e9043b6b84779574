import { mkdir, readdir, writeFile } from 'node:fs/promises';
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

/** Tests that run inside the extension host, which neither strips types nor resolves `.ts`. */
async function hostTests() {
  const names = (await readdir('test/host')).filter((name) => name.endsWith('.ts'));
  return {
    entryPoints: Object.fromEntries(names.map((name) => [name.replace(/\.ts$/, ''), `test/host/${name}`])),
    outdir: '.build/host',
    outExtension: { '.js': '.cjs' },
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    plugins: [undiciBeside],
  };
}

async function buildAll() {
  await mkdir('.build', { recursive: true });
  for (const [name, options] of Object.entries(bundles)) {
    const { metafile } = await build({ ...common, ...options, metafile: true });
    await writeFile(`.build/${name}.meta.json`, JSON.stringify(metafile));
  }
}

if (process.argv.includes('--host')) await build({ ...common, ...(await hostTests()) });
else if (process.argv.includes('--watch')) await (await context({ ...common, ...bundles.extension })).watch();
else await buildAll();
