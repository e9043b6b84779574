import { splitExtensions } from './fileExtensions.ts';
import type { AssetKind } from './fileExtensions.ts';
import type { CpuFeature } from '../machine/cpu.ts';
import type { Distribution } from '../machine/distribution.ts';
import { distributionIn } from './distributionWords.ts';
import { glibcIn } from './glibcWords.ts';
import { canBeTool, assetKindOf } from './kinds.ts';
import type { Arch, Libc, Os } from '../machine/platform.ts';
import { platformWord } from './platformWords.ts';
import type { PlatformWord } from './platformWords.ts';
import { tokenise } from './tokenise.ts';

/** What one asset's name says. */
export interface AssetName {
  readonly name: string;
  readonly kind: AssetKind;
  /** The format, such as `tar.gz`; '' without a known extension. */
  readonly format: string;
  /** `undefined` if the name names none. */
  readonly os: Os | undefined;
  /** Empty if the name names none. */
  readonly archs: readonly Arch[];
  /** Whether the name says that it runs on every architecture of its system. */
  readonly universal: boolean;
  readonly libc: Libc | undefined;
  /** The oldest glibc that it runs with, such as `2.17`; `undefined` if the name gives none. */
  readonly glibc: string | undefined;
  /** The version of the ARM architecture; `undefined` if the name names none. */
  readonly level: number | undefined;
  /** The processor features that it needs. */
  readonly cpu: readonly CpuFeature[];
  /** A build for any processor, next to builds that are not. */
  readonly baseline: boolean;
  /** The Linux distribution that it is built for. */
  readonly distribution: Distribution | undefined;
  /** The rest: the tool and its variant, in order, without versions and platforms. */
  readonly words: readonly string[];
}

/** What is known about the name's release. */
export interface NameContext {
  readonly withoutVersion: (stem: string) => string;
  /** Possible names of the tool, best first, as people write them. */
  readonly tools: readonly string[];
  /** Words that all builds share: they belong to the tool's name, whatever else they could mean. */
  readonly shared: ReadonlySet<string>;
}

/** Reads a name. Removes the tool's own name before looking for platforms: `go-arch-lint`, `win-tool`. */
export function readAssetName(name: string, { withoutVersion, tools, shared }: NameContext): AssetName {
  const { stem, kind, format, os } = splitExtensions(name);
  const tokens = tokenise(withoutVersion(stem));
  const prefix = toolPrefix(tokens, tools);
  const own = tokens.slice(0, prefix);
  const rest = tokens.slice(prefix);
  const platforms = rest.map((word) => platformWord(word));
  const left = rest.filter((word, index) => !platforms[index] && !isNumber(word));
  const platformWords = platforms.filter((word) => word !== undefined);
  return {
    name,
    format,
    ...combine(platformWords, os),
    distribution: distributionIn(rest),
    glibc: glibcIn(rest),
    kind: kindByWords(
      left.filter((word) => !shared.has(word)),
      kind,
    ),
    words: [...own, ...left],
  };
}

/** The kind that the words give to a file that could be the tool: a checksum of an installer is a checksum. */
function kindByWords(words: readonly string[], kind: AssetKind): AssetKind {
  if (!canBeTool(kind) && kind !== 'appImage') return kind;
  const named = words.map((word) => assetKindOf(word)).find((one) => one !== undefined);
  // In the name of an archive such a word names its purpose (`install_only`), or belongs to the tool's name.
  const isPacked = kind === 'archive' || kind === 'compressed';
  return named === undefined || (named === 'installer' && isPacked) ? kind : named;
}

/** How many of the first words are the name of a tool, however they are split. */
export function toolPrefix(tokens: readonly string[], tools: readonly string[]): number {
  for (const tool of tools) {
    const end = lengthOf(tool.toLowerCase().replace(/[^a-z0-9]+/g, ''), tokens);
    if (end > 0 && !isOnlyPlatform(tokens, end)) return end;
  }
  return 0;
}

/** How many of the first words make up the name; 0 if they do not. */
function lengthOf(compact: string, tokens: readonly string[]): number {
  let at = 0;
  for (const [index, token] of tokens.entries()) {
    if (!compact.startsWith(token, at)) return 0;
    at += token.length;
    if (at === compact.length) return index + 1;
  }
  return 0;
}

/** In a repository called `linux`, `linux-x64` is a platform and `linux-linux-x64` a tool for one. */
function isOnlyPlatform(tokens: readonly string[], end: number): boolean {
  const namesOs = tokens.slice(end).some((word) => platformWord(word)?.os);
  return !namesOs && tokens.slice(0, end).every((word) => platformWord(word));
}

/** Parts of versions, dates and commits. */
function isNumber(word: string): boolean {
  return (
    /^v?\d+(?:[a-z]\d*)?$/.test(word) ||
    /^(?:rc|beta|alpha|pre|preview|dev|snapshot|nightly)\d*$/.test(word) ||
    (/^[0-9a-f]{7,40}$/.test(word) && /\d/.test(word) && /[a-f]/.test(word))
  );
}

type PlatformOfName = Pick<AssetName, 'os' | 'archs' | 'universal' | 'libc' | 'level' | 'cpu' | 'baseline'>;

function combine(words: readonly PlatformWord[], osOfExtension: Os | undefined): PlatformOfName {
  const strong = words.flatMap(({ arch }) => arch ?? []);
  const weak = words.flatMap(({ weakArch }) => weakArch ?? []);
  const archs = new Set(strong.length > 0 ? strong : weak);
  const libc = words.findLast((word) => word.libc)?.libc;
  const os = osOf(words, osOfExtension) ?? (libc === 'musl' || libc === 'gnu' ? 'linux' : undefined);
  // `arm` next to `arm64` or `armv7` only repeats it.
  if (archs.has('arm64')) archs.delete('arm');
  const levels = words.flatMap(({ level }) => level ?? []);
  return {
    os,
    archs: [...archs],
    universal: words.some((word) => word.universal),
    libc,
    level: levels.length > 0 ? Math.max(...levels) : undefined,
    cpu: words.flatMap(({ cpu }) => cpu ?? []),
    baseline: words.some((word) => word.baseline),
  };
}

/** `linux-android` is Android, `windows-gnu` Windows: the rarer system is the more specific one. */
function osOf(words: readonly PlatformWord[], osOfExtension: Os | undefined): Os | undefined {
  const systems = [...words.flatMap(({ os }) => os ?? []), ...(osOfExtension ? [osOfExtension] : [])];
  return systems.find((os) => !['linux', 'darwin', 'win32'].includes(os)) ?? systems.at(-1);
}
