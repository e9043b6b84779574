/**
 * Decodes standard base64 with padding and nothing else: no spaces, no URL alphabet, no stray bits at the end. Each value
 * has one spelling, so no signature file can be altered without altering its meaning.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
