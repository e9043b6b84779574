import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { systemClock } from '../../src/engine/index.ts';
import { unpack } from '../../src/engine/unpack/unpack.ts';
import { linksOf } from '../support/markdownLinks.ts';
import { launchBrowser } from '../support/editor/chromium.ts';
import { startEditorServer } from '../support/editor/editorServer.ts';
import type { EditorServer } from '../support/editor/editorServer.ts';
import { Workbench } from '../support/editor/workbench.ts';
import { demoContent } from '../support/forge/demoContent.ts';
import { startForge } from '../support/forge/forge.ts';
import type { Forge } from '../support/forge/forge.ts';
import { useTempDir } from '../support/tempDir.ts';
import { CMD } from '../support/thisSystem.ts';

const run = promisify(execFile);
const VSIX = '.build/forgejo-artifacts.vsix';
const VSCE = join('node_modules', '.bin', `vsce${CMD}`);

interface ShopManifest {
  readonly homepage: string;
  readonly repository: { readonly url: string };
}

describe('the packaged extension', () => {
  const directory = useTempDir();
  let forge: Forge;
  let server: EditorServer;
  let browser: Browser;

  before(async () => {
    await run('npm', ['run', 'package'], { shell: CMD !== '' });
    forge = await startForge({ content: demoContent() });
    const instances = [{ url: forge.url, name: 'Demo', repositories: ['tools/bundler'] }];
    server = await startEditorServer({ settings: { 'forgejoArtifacts.instances': instances } });
    await server.install(VSIX);
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await forge?.close();
  });

  it('contains the files it needs and no others', async () => {
    const { stdout } = await run(VSCE, ['ls', '--no-dependencies'], { shell: CMD !== '' });
    const files = stdout.trim().split('\n').sort();
    assert.deepEqual(files, [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/extension.cjs',
      'dist/licences.txt',
      'dist/openpgp.cjs',
      'dist/sigstore.cjs',
      'dist/start.cjs',
      'dist/undici.cjs',
      'dist/xz.cjs',
      'media/activity.svg',
      'media/icon.png',
      'media/l10n/bundle.l10n.de.json',
      'media/licences/GPL-3.0.txt',
      'media/schemas/forgejo-artifacts.lock.schema.json',
      'media/schemas/forgejo-artifacts.schema.json',
      'media/walkthrough/find.svg',
      'media/walkthrough/install.svg',
      'media/walkthrough/tidy.svg',
      'media/walkthrough/trust.svg',
      'media/walkthrough/workspace.svg',
      'package.json',
      'package.nls.de.json',
      'package.nls.json',
    ]);
  });

  it('links from its README to pages and pictures of the project', async () => {
    const { homepage, repository } = JSON.parse(await readFile('package.json', 'utf8')) as ShopManifest;
    assert.equal(repository.url, `${homepage}.git`);
    await unpack(VSIX, 'extension.zip', join(directory(), 'vsix'), { clock: systemClock });
    const readme = await readFile(join(directory(), 'vsix', 'extension', 'readme.md'), 'utf8');
    const targets = linksOf(readme);
    const own = targets.filter((target) => target.startsWith(homepage));
    assert.ok(own.length > 8);
    for (const target of own) {
      const [, picture, path = ''] =
        /^\/(?:src|(raw))\/branch\/main\/([^#]+)/.exec(target.slice(homepage.length)) ?? [];
      assert.equal(picture !== undefined, /\.(?:png|gif|webp)$/.test(path), target);
      await access(path);
    }
    assert.deepEqual(
      targets.filter((target) => !target.startsWith('https://') && !target.startsWith('#')),
      [],
    );
  });

  it('ships OpenPGP.js as published, and the licences of all libraries', async () => {
    const published = await readFile('node_modules/openpgp/dist/node/openpgp.min.cjs');
    assert.ok(published.equals(await readFile('dist/openpgp.cjs')));
    const licences = await readFile('dist/licences.txt', 'utf8');
    for (const name of [
      'openpgp',
      '@sigstore/verify',
      '@noble/hashes',
      'undici',
      'valibot',
      'lru-cache',
      'xz-decompress',
    ])
      assert.match(licences, new RegExp(`^${name} [\\d.]+ \\(`, 'm'));
    assert.match(licences, /GNU LESSER GENERAL PUBLIC LICENSE/);
  });

  it('installs, shows a repository and downloads a file', async () => {
    const window = await Workbench.open(browser, server.windowUrl({}));
    await window.openContainer('Forgejo Artifacts');
    await window.expand(/bundler/);
    await window.expand(/v1\.1\.0/);
    await window.expand(/^Checksums/);
    await window.row(/checksums/).click();
    await window.command('Forgejo Artifacts: Download');
    await window.row(/checksums.*(unverified|server digest)/).waitFor();
    await window.close();
  });
});
