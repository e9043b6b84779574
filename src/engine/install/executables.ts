import type { Header } from '../machine/program.ts';
import type { FitProof } from '../machine/fitProof.ts';
import { baseName } from './commandName.ts';

/** A file that could be a program. */
export interface ProgramCandidate {
  /** Relative to the content, with `/`. */
  readonly path: string;
  readonly header: Header;
  readonly proof: FitProof;
}

type ProgramChoice =
  | { readonly kind: 'found'; readonly candidates: readonly ProgramCandidate[] }
  /** Likely ones first. */
  | { readonly kind: 'ask'; readonly candidates: readonly ProgramCandidate[] };

/** Files next to programs that are not programs, or that only other programs use. */
const OTHER_FILE =
  /\.(?:so(?:\.[\d.]+)?|dll|dylib|a|o|lib|node|pyd|jnilib|pdb|debug|dbg|bash|zsh|fish|elv|nu|md|txt|json|ya?ml|toml|html?)$|(?<!\d)\.\d[a-z]?$/i;
const OTHER_DIRECTORY = new Set(
  'test tests testdata completion completions complete autocomplete doc docs man examples include share licenses node_modules site-packages __macosx'.split(
    ' ',
  ),
);

/** Whether a file may be a program, by its name. */
export function canBeProgram(path: string): boolean {
  const directories = path.toLowerCase().split('/').slice(0, -1);
  return !OTHER_FILE.test(path) && !directories.some((name) => OTHER_DIRECTORY.has(name));
}

/** Whether a file is meant to be run by hand: it is in a directory of such files. */
export function isInBin(path: string): boolean {
  return /^s?bin$/i.test(path.split('/').at(-2) ?? '');
}

/**
 * Decides which candidates are programs of the tool: all in the uppermost `bin`; else the one named like the tool, with the
 * native programs next to it; else the only one, or the only native one. The one named like the tool always comes first.
 * Programs for other systems count only if there are no others.
 */
export function chooseExecutables(
  all: readonly ProgramCandidate[],
  isCalledAsTool: (path: string) => boolean,
): ProgramChoice {
  const fitting = all.filter(({ proof }) => proof.verdict !== 'misfit');
  const candidates = fitting.length > 0 ? fitting : all;
  const bin = inUppermostBin(candidates);
  const named = [...bin, ...candidates.toSorted(byDepth)].find(({ path }) => isCalledAsTool(path));
  const native = candidates.filter(({ header }) => header.kind === 'program');
  const inSameDirectory = native.filter((one) => named && directoryOf(one) === directoryOf(named));
  const found = [
    [...(named && bin.length > 0 ? [named] : []), ...bin],
    [...(named ? [named] : []), ...inSameDirectory],
    candidates.length === 1 ? candidates : [],
    native.length === 1 ? native : [],
  ].find((some) => some.length > 0);
  if (found) return { kind: 'found', candidates: [...new Set(found)] };
  const others = candidates.filter(({ header }) => header.kind !== 'program');
  return { kind: 'ask', candidates: [...native.toSorted(byDepth), ...others.toSorted(byDepth)] };
}

function inUppermostBin(candidates: readonly ProgramCandidate[]): readonly ProgramCandidate[] {
  const inBin = candidates.filter(({ path }) => isInBin(path)).toSorted(byDepth);
  return inBin.filter((one) => inBin[0] && directoryOf(one) === directoryOf(inBin[0]));
}

/** The chosen candidates: by path, by file name or by command. `undefined` if a choice matches none of them. */
export function chosenExecutables(
  candidates: readonly ProgramCandidate[],
  chosen: readonly string[],
  commandOf: (path: string) => string,
): readonly ProgramCandidate[] | undefined {
  // The best match comes last, because the last one of a name wins.
  const ordered = candidates.toSorted(byFitAndDepth).reverse();
  const [byPath, byBase, byCommand] = [(path: string) => path, baseName, commandOf].map(
    (nameOf) => new Map(ordered.map((one) => [nameOf(one.path), one])),
  );
  const found = chosen.map((choice) => byPath?.get(choice) ?? byBase?.get(choice) ?? byCommand?.get(choice));
  const known = found.filter((one) => one !== undefined);
  return known.length === chosen.length && known.length > 0 ? [...new Set(known)] : undefined;
}

function byFitAndDepth(one: ProgramCandidate, other: ProgramCandidate): number {
  const misfits = ({ proof }: ProgramCandidate): number => (proof.verdict === 'misfit' ? 1 : 0);
  return misfits(one) - misfits(other) || byDepth(one, other);
}

function byDepth(one: ProgramCandidate, other: ProgramCandidate): number {
  return one.path.split('/').length - other.path.split('/').length;
}

function directoryOf({ path }: ProgramCandidate): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
