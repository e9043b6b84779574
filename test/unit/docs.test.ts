import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { access, readFile, readdir } from 'node:fs/promises';
import { SETTINGS } from '../../src/editor/ids.ts';
import { anchorsOf, relativeLinks } from '../support/markdownLinks.ts';

const PAGES = ['README.md', 'src/README.md', 'test/README.md', 'CHANGELOG.md'];

async function allPages(): Promise<readonly string[]> {
  return [...PAGES, ...(await readdir('docs')).map((name) => `docs/${name}`)];
}

/** A command that runs or installs a package from a public registry, and its arguments. */
const FROM_REGISTRY =
  /\b(?:npx|bunx|(?:npm|pnpm|yarn|bun) (?:i|install|add|exec|x|dlx)|pipx? (?:install|run)|uvx|cargo install|gem install|brew install)\b([^\n`#&|;]*)/g;

/** The names that a reader of the text would take from a public registry. Files do not count. */
function registryNames(text: string): readonly string[] {
  const words = [...text.matchAll(FROM_REGISTRY)].flatMap(([, given = '']) => given.trim().split(/\s+/));
  return words.filter((word) => /^@?[a-z][\w./@-]*$/i.test(word) && !word.includes('.tgz'));
}

describe('the documentation', () => {
  it('has no broken link or picture', async () => {
    for (const page of await allPages()) {
      for (const { path, heading } of await relativeLinks(page)) {
        await access(path).catch(() => assert.fail(`${page} leads to ${path}`));
        if (heading === '') continue;
        assert.ok((await anchorsOf(path)).includes(heading), `${page} leads to ${path}#${heading}`);
      }
    }
  });

  it('shows the main job in a moving picture of at most 3 MB', async () => {
    assert.match(await readFile('README.md', 'utf8'), /\(media\/main-job\.webp\)/);
    const picture = await readFile('media/main-job.webp');
    assert.ok(picture.length <= 3_000_000);
    assert.equal(picture.toString('latin1', 8, 16), 'WEBPVP8X');
    assert.equal(picture.readUInt32LE(4), picture.length - 8);
    // The frames of an animation.
    assert.ok(picture.toString('latin1').split('ANMF').length > 20);
  });

  it('names tests that exist', async () => {
    const text = await readFile('docs/SECURITY.md', 'utf8');
    const named = [...text.matchAll(/`((?:unit|integration|long|ui|host|package)\/[^`]+)`/g)].map(
      ([, path]) => `test/${path}`,
    );
    assert.ok(named.length > 10);
    for (const path of named) await access(path).catch(() => assert.fail(path));
  });

  it('never installs a name from a public registry that is not ours', async () => {
    const bad = 'npx forgejo-artifacts list\n`npm install --global x-cli`\nnpm i ./x.tgz && npm ci';
    assert.deepEqual(registryNames(bad), ['forgejo-artifacts', 'list', 'x-cli']);
    const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as { devDependencies: object };
    const texts = [...(await allPages()), ...globSync('src/{words,cli}/**/*.ts'), ...globSync('media/l10n/*')];
    for (const path of texts) {
      const [name] = registryNames(await readFile(path, 'utf8'));
      assert.ok(name === undefined || name in devDependencies, `${path}: ${name}`);
    }
  });

  it('fits on two screens, and has every setting and both commands to try', async () => {
    const text = await readFile('README.md', 'utf8');
    assert.ok(text.split('\n').length <= 150);
    assert.match(text, /^npm ci && npm start/m);
    assert.match(text, /^npm ci && npm test/m);
    for (const setting of Object.values(SETTINGS)) {
      const name = setting.replace('forgejoArtifacts.', '');
      const short = name.replace('install.', '.');
      assert.ok(text.includes(`\`${name}\``) || text.includes(`\`${short}\``), setting);
    }
  });
});
