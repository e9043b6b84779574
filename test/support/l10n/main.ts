import { readFile, writeFile } from 'node:fs/promises';
import { messagesIn, wordFiles } from './messages.ts';

/** `npm run l10n` adds missing messages to the translations, without a text, and removes unused ones. */

const BUNDLE = 'media/l10n/bundle.l10n.de.json';
const MANIFEST = 'package.nls.json';

async function update(path: string, keys: readonly string[]): Promise<void> {
  const before = JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, string>>;
  const after = Object.fromEntries(keys.map((key) => [key, before[key] ?? '']));
  const missing = keys.filter((key) => !after[key]);
  const stale = Object.keys(before).filter((key) => !(key in after));
  await writeFile(path, `${JSON.stringify(after, null, 2)}\n`);
  process.stdout.write(`${path}: ${missing.length} to translate, ${stale.length} removed\n`);
  for (const key of missing) process.stdout.write(`  ${JSON.stringify(key)}\n`);
}

await update(BUNDLE, messagesIn(wordFiles()).keys);
const manifest = JSON.parse(await readFile(MANIFEST, 'utf8')) as Readonly<Record<string, string>>;
await update('package.nls.de.json', Object.keys(manifest));
