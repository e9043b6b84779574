import type { Header } from '../machine/program.ts';
import type { Proof } from '../machine/proof.ts';
import { baseName } from './commandName.ts';

/** A file that could be a program. */
export interface Candidate {
  /** Below the content, with `/`. */
  readonly path: string;
  readonly header: Header;
  readonly proof: Proof;
}

export type Choice =
  | { readonly kind: 'found'; readonly candidates: readonly Candidate[] }
  /** Likely ones first. */
  | { readonly kind: 'ask'; readonly candidates: readonly Candidate[] };

/** Files beside programs that are none, or that only another program uses. */
const OTHER_FILE =
  /\.(?:so(?:\.[\d.]+)?|dll|dylib|a|o|lib|node|pyd|jnilib|pdb|debug|dbg|bash|zsh|fish|elv|nu|md|txt|json|ya?ml|toml|html?)$|(?<!\d)\.\d[a-z]?$/i;
const OTHER_DIRECTORY = new Set(
  'test tests testdata completion completions complete autocomplete doc docs man examples include share licenses node_modules site-packages __macosx'.split(
    ' ',
  ),
);

/** Whether a file is worth looking into. */
export function canBeProgram(path: string): boolean {
  const directories = path.toLowerCase().split('/').slice(0, -1);
  return !OTHER_FILE.test(path) && !directories.some((name) => OTHER_DIRECTORY.has(name));
}

/** Whether a file is meant to be run by hand: in a directory of such files. */
export function isInBin(path: string): boolean {
  return /^s?bin$/i.test(path.split('/').at(-2) ?? '');
}

/**
 * Which of the candidates are the tool: all in the uppermost `bin`; the one that is called as the tool with the native
 * programs beside it; the only one; the only native one. Programs of other systems count only where there are no others.
 */
export function chooseExecutables(
  all: readonly Candidate[],
  names: readonly string[],
  commandOf: (path: string) => string,
): Choice {
  const fitting = all.filter(({ proof }) => proof.verdict !== 'misfit');
  const candidates = fitting.length > 0 ? fitting : all;
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const isNamed = ({ path }: Candidate): boolean => wanted.has(commandOf(path).toLowerCase());
  const named = candidates.filter(isNamed).toSorted(byDepth)[0];
  const native = candidates.filter(({ header }) => header.kind === 'program');
  const found = [
    inUppermostBin(candidates),
    named ? [named, ...native.filter((one) => one !== named && directoryOf(one) === directoryOf(named))] : [],
    candidates.length === 1 ? candidates : [],
    native.length === 1 ? native : [],
  ].find((some) => some.length > 0);
  if (found) return { kind: 'found', candidates: found };
  const others = candidates.filter((one) => !native.includes(one));
  return { kind: 'ask', candidates: [...native.toSorted(byDepth), ...others.toSorted(byDepth)] };
}

function inUppermostBin(candidates: readonly Candidate[]): readonly Candidate[] {
  const inBin = candidates.filter(({ path }) => isInBin(path)).toSorted(byDepth);
  return inBin.filter((one) => inBin[0] && directoryOf(one) === directoryOf(inBin[0]));
}

/**
 * Those that somebody chose: by path, by file name or by command. `undefined` where one of the choices is none of them.
 */
export function chosenExecutables(
  candidates: readonly Candidate[],
  chosen: readonly string[],
  commandOf: (path: string) => string,
): readonly Candidate[] | undefined {
  const found = chosen.map((choice) =>
    [
      (path: string): boolean => path === choice,
      (path: string): boolean => baseName(path) === choice,
      (path: string): boolean => commandOf(path) === choice,
    ]
      .map((is) => candidates.filter(({ path }) => is(path)).toSorted(byFitAndDepth)[0])
      .find((one) => one !== undefined),
  );
  const known = found.filter((one) => one !== undefined);
  return known.length === chosen.length && known.length > 0 ? [...new Set(known)] : undefined;
}

function byFitAndDepth(one: Candidate, other: Candidate): number {
  const misfits = ({ proof }: Candidate): number => (proof.verdict === 'misfit' ? 1 : 0);
  return misfits(one) - misfits(other) || byDepth(one, other);
}

function byDepth(one: Candidate, other: Candidate): number {
  return one.path.split('/').length - other.path.split('/').length;
}

function directoryOf({ path }: Candidate): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
