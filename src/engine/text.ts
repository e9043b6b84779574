/**
 * The text without the run of these characters at its end. A pattern such as `/ +$/` is quadratic in the length of a run of
 * spaces in its middle.
 */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
