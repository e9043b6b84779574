/**
 * Whether a name fits a glob: `*` for any run of characters, `?` for one, everything else for itself. Without regard to case, as
 * publishers have none. Takes time of at most their lengths multiplied, whatever the glob.
 */
export function fitsGlob(name: string, glob: string): boolean {
  const [text, pattern] = [name.toLowerCase(), glob.toLowerCase()];
  let [at, inGlob] = [0, 0];
  // Where the last star was, and how much of the name it has taken so far.
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
