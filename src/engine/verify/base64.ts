/**
 * The bytes of standard base64 with its padding and nothing else: no blanks, no URL alphabet, no stray bits at the end. One
 * value has one spelling, so a signature file cannot be changed without changing what it says.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
