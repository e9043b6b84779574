/**
 * The text without the run of these characters at its end. A pattern such as `/ +$/` tries every blank of a long text again,
 * and so takes time that grows with the square of a run of blanks in its middle.
 */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
