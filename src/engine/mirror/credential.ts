/**
 * The value of the `Authorization` header for a stored secret: `user:password` is Basic, anything else a Bearer token.
 * `undefined` for text that cannot be a header. Pure.
 */
export function authorizationOf(secret: string | undefined): string | undefined {
  const text = secret?.trim() ?? '';
  // Anything else could end the header.
  if (text === '' || text.length > 8192 || !/^[\x21-\x7e\u00a1-\uffff ]+$/.test(text)) return undefined;
  if (text.includes(':')) return `Basic ${Buffer.from(text).toString('base64')}`;
  return /^[\x21-\x7e]+$/.test(text) ? `Bearer ${text}` : undefined;
}
