import { parseTrustedKey } from '../../engine/index.ts';
import { KEY_PROBLEM_WORDS } from '../settings/parseTrustedKeys.ts';
import type { Services } from '../services.ts';
import { keyTexts } from './keyFiles.ts';
import type { OfferedKeys } from './offeredKeys.ts';
import { t } from '../../words/translate.ts';

const FROM = t('the clipboard');

/**
 * The keys on the clipboard, or a typed one if there is none. The clipboard comes first, because an input box would turn a
 * key of several lines into one.
 */
export async function pasteKey({ ui }: Pick<Services, 'ui'>, title: string): Promise<OfferedKeys | undefined> {
  const copied = await ui.clipboard();
  const texts = keyTexts(Buffer.from(copied));
  const isKey = (text: string): boolean => parseTrustedKey(text).ok;
  if (texts.some(isKey)) return { texts, from: FROM, isFromRelease: false };
  const typed = await ui.input({
    title,
    prompt: t(
      'There is no key on the clipboard. Copy the whole key and try again, or paste one that fits on a single line',
    ),
    placeholder: 'RWQ…, ssh-ed25519 AAAA…',
    validate: (text) => (text.trim() === '' ? undefined : keyProblem(text)),
    check: (text) => Promise.resolve(keyProblem(text)),
  });
  return typed === undefined ? undefined : { texts: [typed], from: FROM, isFromRelease: false };
}

/** A sentence that says why the text is not a key to trust, or `undefined`. Never quotes the text. */
export function keyProblem(text: string): string | undefined {
  const parsed = parseTrustedKey(text);
  return parsed.ok ? undefined : t('This {0}.', KEY_PROBLEM_WORDS[parsed.reason]);
}
