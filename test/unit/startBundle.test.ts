import assert from 'node:assert/strict';
import { build } from 'esbuild';

describe('the bundle loaded by every window', () => {
  it('is small, and contains no library, and of the engine only the rule for paths', async () => {
    const { metafile } = await build({
      entryPoints: ['src/start.ts'],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      minify: true,
      write: false,
      metafile: true,
      outdir: 'dist',
    });
    for (const path of Object.keys(metafile.inputs))
      assert.match(path, /^src\/(?:start|editor|words|engine\/wholePath\.ts$)/);
    const sizes = Object.values(metafile.outputs).map(({ bytes }) => bytes);
    assert.equal(sizes.length, 1);
    for (const bytes of sizes) assert.ok(bytes < 15_000, `${bytes} bytes`);
  }).timeout(120_000);
});
