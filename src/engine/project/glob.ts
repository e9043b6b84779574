/**
 * Whether a name matches a glob: `*` for any characters, `?` for one, everything else literally. Ignores case, because
 * publishers are inconsistent. Takes time of at most the product of the lengths.
 */
export function fitsGlob(name: string, glob: string): boolean {
  const [text, pattern] = [name.toLowerCase(), glob.toLowerCase()];
  let [at, inGlob] = [0, 0];
  // The position of the last star, and how much of the name it covers so far.
  let star: { readonly after: number; taken: number } | undefined;
  while (at < text.length) {
    const expected = pattern[inGlob];
    if (expected === '*') {
      inGlob += 1;
      star = { after: inGlob, taken: at };
    } else if (expected !== undefined && (expected === '?' || expected === text[at])) {
      at += 1;
      inGlob += 1;
    } else if (star) {
      star.taken += 1;
      at = star.taken;
      inGlob = star.after;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inGlob));
}
