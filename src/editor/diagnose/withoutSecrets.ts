import { tokenWithin } from '../settings/tokenShapes.ts';

/** Longer words are cut first, so that the work is bounded. */
const MAX_WORD = 2000;
const MAX_WORDS = 400;
const HIDDEN = '…';

/**
 * A message of the system or a library without what may be secret: the user names, passwords, queries and fragments of
 * addresses, tokens, and values of headers that carry them. Cuts long messages.
 */
export function withoutSecrets(message: string): string {
  const words = message.split(/\s+/, MAX_WORDS);
  return words
    .map((word, index) => (isCredential(words[index - 1] ?? '', word) ? HIDDEN : cleanWord(word.slice(0, MAX_WORD))))
    .join(' ');
}

/** Whether a word follows the name of a scheme of the Authorization header. */
function isCredential(before: string, word: string): boolean {
  const scheme = /(?:^|\W)(bearer|basic|token)\W?$/i.exec(before)?.[1]?.toLowerCase();
  if (scheme === undefined || word === '') return false;
  return scheme === 'token' ? word.length >= 16 && /\d/.test(word) : word.length >= 8;
}

function cleanWord(word: string): string {
  const shown = withoutCut(withoutAssignment(withoutUser(word)));
  return tokenWithin(shown) === undefined ? shown : HIDDEN;
}

/** Everything before an `@` may be a user name and a password, with or without a scheme. */
function withoutUser(word: string): string {
  const at = word.lastIndexOf('@');
  const scheme = word.indexOf('://');
  const start = scheme < 0 ? 0 : scheme + 3;
  if (at >= start) return `${word.slice(0, start)}${HIDDEN}${word.slice(at)}`;
  // The `@` may be in a later word, because a password may have spaces.
  const [authority = ''] = word.slice(start).split('/', 1);
  const isHostAndPort = scheme < 0 || /^[^:]*(?::\d*\W*)?$|^\[[^\]]*\](?::\d*)?\W*$/.test(authority);
  return isHostAndPort ? word : `${word.slice(0, start)}${HIDDEN}`;
}

/** The word up to its query or fragment. A question mark at the end of a sentence is none. */
function withoutCut(word: string): string {
  const query = word.search(/\?./);
  const fragment = word.includes('://') ? word.indexOf('#') : -1;
  if (query < 0 && fragment < 0) return word;
  const mark = query >= 0 && (fragment < 0 || query < fragment) ? query : fragment;
  return `${word.slice(0, mark + 1)}${HIDDEN}`;
}

/** `access_token=abc` as `access_token=…` */
function withoutAssignment(word: string): string {
  const equals = word.indexOf('=');
  const isSecret = equals >= 0 && /token|passw|secret|key|sig|auth|credential/i.test(word.slice(0, equals));
  return isSecret ? `${word.slice(0, equals + 1)}${HIDDEN}` : word;
}
