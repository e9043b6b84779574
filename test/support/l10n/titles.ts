type Texts = Readonly<Record<string, string>>;

interface Title {
  readonly english: string;
  readonly german: string;
}

const WORDS = /^\p{Lu}[\p{L}0-9-]*( (\p{Lu}[\p{L}0-9-]*|a|and|as|for|from|in|of|on|the|to))*$/u;
const NOTHING_NAMED = '\u0000';

/** The titles of commands, buttons and rows, as far as a sentence can be seen to name them; the longest first. */
export function titlesIn(english: Texts, german: Texts, bundle: Texts): readonly Title[] {
  const manifest = Object.keys(english)
    .filter((key) => key.startsWith('command.'))
    .map((key) => ({ english: bare(english[key] ?? ''), german: bare(german[key] ?? '') }));
  const labels = Object.entries(bundle)
    .map(([key, text]) => ({ english: bare(key), german: bare(text) }))
    .filter(({ english: title }) => title.includes(' ') && WORDS.test(title));
  return [...manifest, ...labels].sort((one, other) => other.english.length - one.english.length);
}

/** The titles that the English sentence names and the German one does not, each in „…“, `**…**` or `[…]`, or before a colon. */
export function unnamedTitles(sentence: string, translated: string, titles: readonly Title[]): readonly string[] {
  if (WORDS.test(bare(sentence))) return [];
  let rest = sentence;
  const unnamed: string[] = [];
  for (const { english, german } of titles) {
    const named = nameOf(english);
    if (!named.test(rest)) continue;
    rest = rest.replace(named, NOTHING_NAMED);
    const isNamed = ['„', '**', '['].some((mark) => translated.includes(`${mark}${german}`));
    if (!isNamed && !translated.startsWith(`${german}:`)) unnamed.push(german);
  }
  return unnamed;
}

/** A title of one word is an ordinary word, unless the sentence says to choose it or what it does. */
function nameOf(title: string): RegExp {
  if (title.includes(' ')) return new RegExp(`(?<![\\p{L}])${title}(?![\\p{L}])(?=.*[.…:)\\]]|\\*)`, 'su');
  return new RegExp(
    `[Cc]hoose ${title}\\b|(?<=^|[.:] )${title}(?= (adds|always|installs|locks|removes|shows)\\b)`,
    'u',
  );
}

function bare(title: string): string {
  return title.replace(/…$/, '');
}
