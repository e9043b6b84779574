import { platformWord } from './platformWords.ts';

/** Spellings that contain separators, joined before the name is split. */
const JOINED: readonly (readonly [RegExp, string])[] = [
  [/x86[-_. ]?64(?:[-_]?(v[1-4])(?!\.\d))?(?![a-z0-9])/gi, ' x64$1 '],
  [/(?:amd64|(?<![a-z0-9])x64)[-_.]?(v[1-4])(?![a-z0-9.])/gi, ' x64$1 '],
  [/(?<![a-z])(?:aarch64|arm64)[-_]?(?:be|eb)(?![a-z0-9])/gi, ' arm64be '],
  [/(?<![a-z])(?:aarch[-_]64|arm[-_]64)(?![a-z0-9])/gi, ' arm64 '],
  [/(?<![a-z0-9])(32|64)[-_]?bits?(?![a-z0-9])/gi, ' $1bit '],
  [/(?<![a-z])mac[-_ ]os(?:[-_ ]?x)?(?![a-z])/gi, ' macos '],
  [/(?<![a-z])os[-_ ]x(?![a-z0-9])/gi, ' macos '],
  [/(?<![a-z])apple[-_ ]silicon(?![a-z])/gi, ' macos arm64 '],
  [/(?<![a-z])(linux|windows|win|macos|mac|osx|darwin)[-_](32|64)(?![a-z0-9.])/gi, ' $1$2 '],
  [/(?<![a-z])(riscv|ppc|mips|loong|wasm)[-_](64|32)(?![a-z0-9])/gi, ' $1$2 '],
];

/** The words of a file name, lower case, in order. Splits joined platform words (`linuxarm64`, `winx64`, `ToolLinux`). */
export function tokenise(text: string): readonly string[] {
  const joined = JOINED.reduce((whole, [pattern, word]) => whole.replace(pattern, word), text);
  return joined
    .split(/[^A-Za-z0-9]+/)
    .filter((token) => token !== '')
    .flatMap(cutToken);
}

function cutToken(token: string): readonly string[] {
  const lower = token.toLowerCase();
  if (platformWord(lower)) return [lower];
  const humps = HUMP.test(token) ? cutHumps(token) : [];
  if (humps.some((hump) => platformWord(hump))) return humps;
  return cutGlued(lower) ?? [lower];
}

const HUMP = /[a-z0-9][A-Z]/;

function cutHumps(token: string): readonly string[] {
  return token
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ');
}

/** Three letters for a system, and two more. */
const MIN_GLUED_LENGTH = 5;
/** Longer than any real joined platform words. */
const MAX_GLUED_LENGTH = 40;

/** `linuxarm64` as `linux` and `arm64`: all of it must be platform words, one of them a system. */
function cutGlued(token: string): readonly string[] | undefined {
  if (token.length < MIN_GLUED_LENGTH || token.length > MAX_GLUED_LENGTH) return undefined;
  // Starts without a solution. `macosx` is one word and also two, so a long row of them could be split in too many ways.
  const hopeless = new Set<number>();
  const cutFrom = (start: number): readonly string[] | undefined => {
    if (hopeless.has(start)) return undefined;
    for (let at = token.length - 2; at >= start + 3; at--) {
      const [head, tail] = [token.slice(start, at), token.slice(at)];
      const [first, second] = [platformWord(head), platformWord(tail)];
      if (first && second && (first.os ?? second.os)) return [head, tail];
      const rest = first?.os && cutFrom(at);
      if (rest) return [head, ...rest];
    }
    hopeless.add(start);
    return undefined;
  };
  return cutFrom(0);
}
