import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { messagesIn, placeholders, wordFiles } from '../support/l10n/messages.ts';
import { nodesOf } from '../support/l10n/syntax.ts';
import { titlesIn, unnamedTitles } from '../support/l10n/titles.ts';
import { untranslated } from '../support/l10n/untranslated.ts';

type Texts = Readonly<Record<string, string>>;

const HOW_TO = 'Run "npm run l10n", then write the German text into';

async function texts(path: string): Promise<Texts> {
  return JSON.parse(await readFile(path, 'utf8')) as Texts;
}

const BUNDLE = 'media/l10n/bundle.l10n.de.json';

async function manifestTexts(): Promise<readonly [english: Texts, german: Texts]> {
  return [await texts('package.nls.json'), await texts('package.nls.de.json')];
}

/** Every text, in English and in German. */
async function pairs(): Promise<readonly (readonly [english: string, german: string])[]> {
  const [english, german] = await manifestTexts();
  const manifest = Object.entries(german).map(([key, text]) => [english[key] ?? '', text] as const);
  return [...Object.entries(await texts(BUNDLE)), ...manifest];
}

async function allTitles(): Promise<ReturnType<typeof titlesIn>> {
  return titlesIn(...(await manifestTexts()), await texts(BUNDLE));
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
    compare(BUNDLE, english, await texts(BUNDLE));
  });

  it('has every text of the manifest', async () => {
    compare('package.nls.de.json', ...(await manifestTexts()));
  });

  it('names commands, buttons and rows by their German titles', async () => {
    const titles = await allTitles();
    const wrong = (await pairs()).flatMap(([sentence, translated]) =>
      unnamedTitles(sentence, translated, titles).map((title) => `${title}: ${translated}`),
    );
    assert.deepEqual(wrong, [], 'Write the title as it is on the button, as in „Nach Updates suchen“.');
  });

  it('has one German title for each English one', async () => {
    const byTitle = Map.groupBy(await allTitles(), ({ english }) => english);
    const uneven = [...byTitle.values()].map((group) => [...new Set(group.map(({ german }) => german))]);
    assert.deepEqual(
      uneven.filter(({ length }) => length > 1),
      [],
    );
  });

  it('has German quotation marks, and ends as the English text does', async () => {
    for (const [original, translated] of await pairs()) {
      assert.doesNotMatch(translated, /„[^“]*["”]|“[^“„]*”|\.\.\./, translated);
      assert.equal(translated.split('„').length, translated.split('“').length, translated);
      const [end = ''] = /[.?:…]$/.exec(original) ?? [];
      assert.ok(translated.endsWith(end), translated);
    }
  });

  it('speaks to one person, as du', async () => {
    for (const [, translated] of await pairs()) {
      assert.doesNotMatch(translated, /(?<!^|[.:*\n] ?)\b(Sie|Ihr|Ihre[mnrs]?|Ihnen)\b/, translated);
    }
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

describe('a sentence that names a button', () => {
  const titles = titlesIn(
    { 'command.update': 'Update', 'command.all': 'Update All Tools…', 'command.log': 'Show Log' },
    {
      'command.update': 'Update installieren',
      'command.all': 'Alle Tools aktualisieren…',
      'command.log': 'Protokoll anzeigen',
    },
    {},
  );

  it('has to name it in German as well', () => {
    assert.deepEqual(unnamedTitles('Choose Update.', 'Wähle „Aktualisieren“.', titles), ['Update installieren']);
    assert.deepEqual(unnamedTitles('Show Log says more.', 'Mehr sagt „Log zeigen“.', titles), ['Protokoll anzeigen']);
    assert.deepEqual(
      unnamedTitles('Update All Tools locks it.', '„Alle Tools aktualisieren…“ trägt es ein.', titles),
      [],
    );
  });

  it('is neither the button itself nor a sentence with the same word', () => {
    assert.deepEqual(unnamedTitles('Show Log', 'Protokoll anzeigen', titles), []);
    assert.deepEqual(unnamedTitles('An Update was found.', 'Ein Update wurde gefunden.', titles), []);
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
      "const STEP = 'waiting for the server';",
      'const note = `from ${file}`;',
      "lines.push('it is not here');",
      "const marks = [repository.private && 'private'];",
      "const link = `[${label || 'picture'}](${url})`;",
      "const STEPS = { download: 'checking' } as const; line(`${name}: ${STEPS[phase]}`);",
    ];
    for (const code of bad) {
      assert.equal(untranslated({ path: 'src/editor/x.ts', nodes: nodesOf(code) }).length, 1, code);
    }
    const good = [
      "ui.inform(t('No tools yet.'));",
      "const row = { icon: 'file', label: plain(name) };",
      "log.warn('odd');",
      "this.log.warn('it is odd');",
      "throw new EngineError('storage', 'it is not a file');",
      'const row = { contextValue: `owner ${listing}` };',
      "const KINDS = 'releases tags commits'.split(' ');",
      "const kind = wanted ?? 'signature';",
    ];
    for (const code of good) assert.deepEqual(untranslated({ path: 'src/editor/x.ts', nodes: nodesOf(code) }), []);
  });
});
