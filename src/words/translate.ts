/** Words in the user's language. The command line has English only; the editor sets its own translator. */

/** Values for `{0}`, `{1}`… of a message. */
type Filling = string | number;
type Translate = (message: string, ...fillings: Filling[]) => string;

let translate: Translate = fill;
let locale = 'en-GB';

/** To be called before any module with words is loaded, because some of them keep translated text in constants. */
export function setTranslator(translator: Translate, language: string): void {
  translate = translator;
  locale = language === 'en' ? 'en-GB' : language;
}

/** The locale for numbers, dates and lists. */
export function currentLocale(): string {
  return locale;
}

/**
 * The translation of a whole sentence, label or word, with `{0}`, `{1}`… filled in. The English text is the key, so it must
 * be a literal: a test collects the keys and compares them with the translations.
 */
export function t(message: string, ...fillings: Filling[]): string {
  return translate(message, ...fillings);
}

/** The message for one or for several, with the number as `{0}`: `plural(2, '{0} file', '{0} files')`. */
export function plural(number: number, one: string, several: string, ...more: Filling[]): string {
  const rule = new Intl.PluralRules(locale).select(number);
  const shown = new Intl.NumberFormat(locale).format(number);
  return translate(rule === 'one' ? one : several, shown, ...more);
}

function fill(message: string, ...fillings: Filling[]): string {
  return message.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(fillings[Number(index)] ?? placeholder));
}
