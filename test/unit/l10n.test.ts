import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { messagesIn, placeholders, wordFiles } from '../support/l10n/messages.ts';
import { nodesOf } from '../support/l10n/syntax.ts';
import { untranslated } from '../support/l10n/untranslated.ts';

type Texts = Readonly<Record<string, string>>;

const HOW_TO = 'Run "npm run l10n", then write the German text into';

async function texts(path: string): Promise<Texts> {
  return JSON.parse(await readFile(path, 'utf8')) as Texts;
}

function compare(path: string, english: Texts, translated: Texts): void {
  const keys = Object.keys(english);
  const missing = keys.filter((key) => !translated[key]);
  assert.deepEqual(missing, [], `${path} lacks translations. ${HOW_TO} ${path}.`);
  const stale = Object.keys(translated).filter((key) => !(key in english));
  assert.deepEqual(stale, [], `${path} has translations that nothing uses. Run "npm run l10n".`);
  const differing = keys.filter((key) => placeholders(english[key] ?? '') !== placeholders(translated[key] ?? ''));
  assert.deepEqual(differing, [], `${path} has other placeholders or commands than the English text.`);
}

describe('the German translation', () => {
  const files = wordFiles();

  it('has exactly the messages of the source, with the same placeholders', async () => {
    const { keys, unreadable } = messagesIn(files);
    assert.ok(keys.length > 1000);
    assert.deepEqual(unreadable, [], 'The text that t and plural get has to be a literal.');
    const english = Object.fromEntries(keys.map((key) => [key, key]));
    const path = 'media/l10n/bundle.l10n.de.json';
    compare(path, english, await texts(path));
  });

  it('has every text of the manifest', async () => {
    compare('package.nls.de.json', await texts('package.nls.json'), await texts('package.nls.de.json'));
  });

  it('is in the folder that the manifest names, and its texts are all used', async () => {
    const manifest = await readFile('package.json', 'utf8');
    assert.equal((JSON.parse(manifest) as { readonly l10n: string }).l10n, './media/l10n');
    const used = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key = '']) => key);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(await texts('package.nls.json')).sort());
  });

  it('is set before any module with words is loaded', async () => {
    for (const entry of ['src/start.ts', 'src/extension.ts']) {
      assert.match(await readFile(entry, 'utf8'), /^import '\.\/editor\/ui\/translated\.ts';\n/, entry);
    }
  });
});

describe('text for the person', () => {
  it("is never compared with its English words, because a button's answer is translated", async () => {
    for (const { path } of wordFiles()) {
      if (path.startsWith('src/editor/')) assert.doesNotMatch(await readFile(path, 'utf8'), /[!=]== '\p{Lu}/u, path);
    }
  });

  it('goes through t or plural wherever it is shown', () => {
    const hint = 'Wrap the text in t(…) of src/words/translate.ts.';
    assert.deepEqual(wordFiles().flatMap(untranslated), [], hint);
  });

  it('is found untranslated in messages, rows, questions and progress', () => {
    const bad = [
      "ui.inform('No tools yet.');",
      'await services.ui.warn(`${name} is not here.`);',
      "const row = { label: 'Retry' };",
      "const row = { description: isOn ? 'signed in' : '' };",
      "ui.progress('Checking the lock', work);",
    ];
    for (const code of bad) {
      assert.equal(untranslated({ path: 'src/editor/x.ts', nodes: nodesOf(code) }).length, 1, code);
    }
    const good = [
      "ui.inform(t('No tools yet.'));",
      "const row = { icon: 'file', label: plain(name) };",
      "log.warn('odd');",
    ];
    for (const code of good) assert.deepEqual(untranslated({ path: 'src/editor/x.ts', nodes: nodesOf(code) }), []);
  });
});
