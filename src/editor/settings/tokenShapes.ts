/** Which texts in the settings look like tokens. They are offered to be moved, and never shown or logged. */

/** The form of Forgejo's and Gitea's own tokens. */
const HEX_TOKEN = /(?<![0-9a-z])[0-9a-f]{40}(?![0-9a-z])/i;
const SECRET_KEY = /token|passw|secret|auth(?!or)|credential/i;
/** Deeper than any real setting is nested. */
const MAX_DEPTH = 6;

/** Whether the text is exactly a token of that form. */
export function isHexToken(text: string): boolean {
  return text.length === 40 && HEX_TOKEN.test(text);
}

/** Any long text without spaces is treated with the same care, as other servers' tokens have other forms. */
export function looksLikeToken(text: string): boolean {
  return isHexToken(text) || (/^\S{20,}$/.test(text) && /\d/.test(text) && /[a-z]/i.test(text));
}

/** The token in a text with another purpose, such as a name; only what can hardly be anything else. */
export function tokenWithin(text: string): string | undefined {
  return HEX_TOKEN.exec(text)?.[0];
}

/** The token in a value of unknown form. */
export function tokenInside(key: string, value: unknown, depth = 0): string | undefined {
  const inKey = tokenWithin(key);
  if (inKey !== undefined || depth > MAX_DEPTH) return inKey;
  if (typeof value === 'string')
    return tokenWithin(value) ?? (SECRET_KEY.test(key) && looksLikeToken(value) ? value : undefined);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = tokenInside(Array.isArray(value) ? key : name, inner, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The token in an address: in place of a user, or in its query. */
export function tokenInUrl(text: string): string | undefined {
  const trimmed = text.trim();
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(full)) return tokenWithin(text);
  const { password, username, searchParams, hash } = new URL(full);
  const values = [password, username].map(decoded);
  return [...values, ...searchParams.values(), hash.slice(1)].find(looksLikeToken) ?? tokenWithin(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
