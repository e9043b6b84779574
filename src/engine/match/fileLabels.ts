import type { Arch, Os } from '../machine/platform.ts';
import { osName } from '../machine/platform.ts';
import { mapInSlices } from '../slices.ts';
import { versionRemover } from '../versions/versionInName.ts';
import { toolPrefix } from './assetName.ts';
import type { AssetName } from './assetName.ts';
import { splitExtensions } from './fileExtensions.ts';
import type { AssetKind } from './fileExtensions.ts';
import { platformWord } from './platformWords.ts';
import type { PlatformWord } from './platformWords.ts';
import { namesNothing, readReleaseInSlices } from './release.ts';
import type { ReleaseNames } from './release.ts';
import { systemName } from './systemNames.ts';
import { tokenise } from './tokenise.ts';
import { wordsInAll } from './wordsInAll.ts';

/** What a file is called among the other files of its version. */
export interface FileLabel {
  /** `Linux x64 musl · tar.gz`, or the whole name if that names no platform. Never empty. */
  readonly label: string;
  /**
   * Files for one platform share a number; the most common platforms have the lowest. `undefined` if the name names none.
   */
  readonly platformRank: number | undefined;
  /** The number of words that tell a variant from the plain build of its platform. 0 for names without a platform. */
  readonly variantWords: number;
}

interface LabelOptions extends ReleaseNames {
  /** These are all files of the version, so that what their names share can be left out. */
  readonly isComplete: boolean;
}

/**
 * Short labels for the files of a version, by name. The platform comes first; the tool and the version are left out, but
 * variants are kept (`cuda`, `static`). Different names get different labels, in whatever order they come. For thousands of
 * names it yields to other work in between.
 */
export async function fileLabelsInSlices(
  names: readonly string[],
  options: LabelOptions,
): Promise<ReadonlyMap<string, FileLabel>> {
  const all = [...new Set(names)];
  const read = await mapInSlices(await readReleaseInSlices(all, options), wordReader(options));
  return labelsOf(read, options);
}

interface Word {
  /** Lower case. */
  readonly text: string;
  readonly says: PlatformWord | undefined;
}

interface Build {
  readonly asset: AssetName;
  /** All words of the name after that of the tool. */
  readonly words: readonly Word[];
  readonly extension: string;
}

function wordReader({ version, repo, tool }: ReleaseNames): (asset: AssetName) => Build {
  const withoutVersion = versionRemover(version);
  const tools = tool === undefined ? [repo] : [tool, repo];
  return (asset) => {
    const { stem } = splitExtensions(asset.name);
    const tokens = tokenise(withoutVersion(stem));
    const words = tokens.slice(toolPrefix(tokens, tools)).map((text) => ({ text, says: platformWord(text) }));
    return { asset, words, extension: asset.name.slice(stem.length + 1) };
  };
}

/** A platform in such a name is the subject of the text, not where the file runs. */
const CALLED_BY_NAME: ReadonlySet<AssetKind> = new Set(['document', 'source', 'metadata']);

/** Whether it runs on a platform, or is about a file that does (`linux-x64.tar.gz.sbom.json`). */
function isBuild({ asset }: Build): boolean {
  const isAboutBuild = asset.kind === 'metadata' && asset.format.includes('.');
  return !namesNothing(asset) && (isAboutBuild || !CALLED_BY_NAME.has(asset.kind));
}

function labelsOf(all: readonly Build[], { isComplete }: LabelOptions): ReadonlyMap<string, FileLabel> {
  const builds = all.filter(isBuild);
  // Words in the name of every build distinguish none of them.
  const shared = wordsInAll(isComplete ? builds.map(({ words }) => words.map(({ text }) => text)) : []);
  const isOwn = ({ text, says }: Word): boolean => !shared.has(text) && isVariant(says);
  const spellings = [
    (build: Build): string => labelOf(build, isOwn),
    (build: Build): string => labelOf(build, (word) => isOwn(word) || isAbi(word), 'withNumbers'),
    (build: Build): string => labelOf(build, () => true, 'withNumbers'),
  ];
  const labels = distinctLabels(builds, spellings, new Set(all.map(({ asset }) => asset.name)));
  return new Map(
    all.map((build): [string, FileLabel] => {
      const { name } = build.asset;
      const label = labels.get(name) ?? name;
      if (!isBuild(build)) return [name, { label, platformRank: undefined, variantWords: 0 }];
      return [name, { label, platformRank: rankOf(build.asset), variantWords: build.words.filter(isOwn).length }];
    }),
  );
}

/** The first spelling that no other file uses, or the name itself if none is left. */
function distinctLabels(
  builds: readonly Build[],
  spellings: readonly ((build: Build) => string)[],
  names: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  let left = builds;
  for (const spell of spellings) {
    const taken = new Set([...labels.values(), ...names]);
    const groups = [...Map.groupBy(left, spell)];
    left = groups.flatMap(([label, group]) => {
      const [only] = group;
      if (!only || group.length > 1 || taken.has(label)) return group;
      labels.set(only.asset.name, label);
      return [];
    });
  }
  return labels;
}

/** What the label's platform leaves out: the rest of the name, distributions, and processor features. */
function isVariant(says: PlatformWord | undefined): boolean {
  if (says === undefined || says.baseline) return true;
  if (says.cpu !== undefined) return !CPU_LEVELS.has(says.cpu);
  return says.os === 'linux' && says.libc !== undefined && says.arch === undefined;
}

/** Levels of x86-64, which follow the name of the architecture. */
const CPU_LEVELS: ReadonlySet<string> = new Set(['v2', 'v3', 'v4']);

const WINDOWS_ABIS: ReadonlySet<string> = new Set(['msvc', 'mingw', 'mingw32', 'mingw64', 'gnullvm', 'cygwin', 'msys']);

/** `gnu` or `msvc`, if there is another file for the same system. */
function isAbi({ text, says }: Word): boolean {
  return says?.libc !== undefined || WINDOWS_ABIS.has(text);
}

function labelOf(build: Build, isSaid: (word: Word) => boolean, numbers?: 'withNumbers'): string {
  const { extension } = build;
  const variant = variantText(build, isSaid, numbers);
  return [platformText(build), variant === extension ? '' : variant, extension]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The words as the name spells them; adjacent words stay together: `cuda-12.4`. */
function variantText(
  { asset: { name }, words }: Build,
  isSaid: (word: Word) => boolean,
  numbers?: 'withNumbers',
): string {
  const lower = name.toLowerCase();
  let text = '';
  // The end of the last accepted word, while the next one may belong to it.
  let joint: number | undefined;
  let end = 0;
  for (const word of words) {
    const at = isSaid(word) ? lower.indexOf(word.text, end) : -1;
    // A number after a word belongs to it; a number alone is a build number.
    if (at < 0 || (numbers === undefined && joint === undefined && /^\d+$/.test(word.text))) {
      joint = undefined;
      continue;
    }
    const between = joint === undefined ? '' : name.slice(joint, at);
    const separator = joint !== undefined && between.length <= 1 ? between : ' ';
    end = at + word.text.length;
    text += (text === '' ? '' : separator) + name.slice(at, end);
    joint = end;
  }
  return text;
}

function platformText({ asset, words }: Build): string {
  const { os, archs, cpu, libc, universal } = asset;
  const spelled = (isMeant: (says: PlatformWord) => boolean): string =>
    words.find(({ says }) => says !== undefined && isMeant(says))?.text ?? '';
  const archText = (arch: Arch): string => {
    if (arch === 'x64') return ['x64', ...cpu.filter((feature) => CPU_LEVELS.has(feature))].join('-');
    if (arch === 'ia32') return 'x86';
    return arch === 'arm64' ? arch : spelled((says) => says.arch === arch);
  };
  const system = os === 'other' ? systemName(spelled((says) => says.os === os)) : os === undefined ? '' : osName(os);
  const processors = os === 'wasm' ? [] : archs.map(archText);
  return [
    system,
    processors.join('/') || (universal ? 'universal' : ''),
    libc === 'musl' || libc === 'static' ? libc : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const SYSTEMS: readonly (Os | undefined)[] = [
  ...(['linux', 'darwin', 'win32', 'freebsd', 'openbsd', 'netbsd', 'android', 'wasm', 'other'] as const),
  undefined,
];
const PROCESSORS: readonly Arch[] = ['x64', 'arm64', 'arm', 'ia32', 'riscv64', 'loong64', 'ppc64le', 's390x', 'other'];

function rankOf({ os, archs: [arch] }: AssetName): number {
  const processor = arch === undefined ? 0 : PROCESSORS.indexOf(arch) + 1;
  return SYSTEMS.indexOf(os) * 10 + processor;
}
