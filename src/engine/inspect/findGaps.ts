import type { Version } from '../model.ts';
import type { ChecksumFinding, SignatureFinding } from '../findings.ts';
import type { Gap, InspectedFile, InspectedPlatform } from './inspectReport.ts';

/** Problems that the publisher can fix, the most serious first. */
export function findGaps(
  { assets, unlisted = 0 }: Pick<Version, 'assets' | 'unlisted'>,
  platforms: readonly InspectedPlatform[],
  files: readonly InspectedFile[],
): readonly Gap[] {
  return [
    ...files.flatMap(contradictionOf),
    ...evidenceGaps(files),
    ...uselessFiles(files),
    ...questions(platforms),
    ...sameNames(assets.map(({ name }) => name)),
    ...(unlisted > 0 ? [{ kind: 'unlisted', count: unlisted } as const] : []),
  ];
}

function contradictionOf({ name, contradiction }: InspectedFile): readonly Gap[] {
  return contradiction === undefined ? [] : [{ kind: 'contradiction', file: name, by: contradiction }];
}

function evidenceGaps(files: readonly InspectedFile[]): readonly Gap[] {
  const known = files.filter(({ error }) => error === undefined);
  const bare = known.filter(({ kind, findings }) => kind !== 'server' && !findings.checksums.some(hasDigest));
  const unsigned = known.filter(
    ({ findings, unchecked }) => unchecked.length === 0 && signaturesIn(findings).length === 0,
  );
  const lists = listsIn(known, hasDigest);
  const strangers = known.flatMap(({ findings }) => signaturesIn(findings).filter(isByStranger));
  const keyIds = [...new Set(strangers.flatMap(({ keyId }) => (keyId === undefined ? [] : [keyId])))];
  return [
    ...(bare.length > 0 ? [{ kind: 'noDigest', files: namesOf(bare), list: lists[0] } as const] : []),
    ...(unsigned.length > 0 ? [{ kind: 'unsigned', files: namesOf(unsigned), lists } as const] : []),
    ...(keyIds.length > 0 ? [{ kind: 'unknownKeys', keyIds } as const] : []),
  ];
}

function namesOf(files: readonly InspectedFile[]): readonly string[] {
  return files.map(({ name }) => name);
}

function hasDigest({ problem }: ChecksumFinding): boolean {
  return problem === undefined;
}

function isByStranger({ problem }: SignatureFinding): boolean {
  return problem === 'unknown-key';
}

function signaturesIn({ signatures, checksums }: InspectedFile['findings']): readonly SignatureFinding[] {
  return [...signatures, ...checksums.flatMap((one) => one.signatures)];
}

/** The lists of the release, each once. */
function listsIn(files: readonly InspectedFile[], isWanted: (one: ChecksumFinding) => boolean): readonly string[] {
  const lists = files
    .flatMap(({ findings }) => findings.checksums)
    .filter((one) => one.scope === 'list' && isWanted(one));
  return [...new Set(lists.map(({ file }) => file))];
}

/** A list may cover other files, but one that covers none of the release's files is a fault. */
function uselessFiles(files: readonly InspectedFile[]): readonly Gap[] {
  const checksums = files.flatMap(({ findings }) => findings.checksums);
  const useful = new Set(checksums.filter(hasDigest).map(({ file }) => file));
  const useless = checksums.filter(({ file }) => !useful.has(file));
  const signatures = [
    ...files.flatMap(({ findings }) => signaturesIn(findings)),
    ...files.flatMap(({ unchecked }) => unchecked.flatMap(notReadable)),
  ].filter(({ problem }) => problem !== undefined && problem !== 'unknown-key');
  return [
    ...eachOnce(useless).map((finding) => ({ kind: 'uselessChecksums', finding }) as const),
    ...eachOnce(signatures).map((finding) => ({ kind: 'uselessSignature', finding }) as const),
  ];
}

function notReadable({ file, scheme }: InspectedFile['unchecked'][number]): readonly SignatureFinding[] {
  return scheme === undefined ? [{ file, problem: 'malformed' }] : [];
}

function eachOnce<T extends { readonly file: string }>(findings: readonly T[]): readonly T[] {
  return [...new Map(findings.map((one) => [one.file, one])).values()];
}

/** The platforms that raise the same question. */
function questions(platforms: readonly InspectedPlatform[]): readonly Gap[] {
  const asked = platforms.filter(({ match }) => match === 'ask');
  const groups = Map.groupBy(asked, ({ why, candidates }) => JSON.stringify([why, candidates]));
  return [...groups.values()].flatMap((group): readonly Gap[] => {
    const [first] = group;
    if (first?.why === undefined) return [];
    const { why, candidates } = first;
    return [{ kind: 'ask', platforms: group.map(({ platform }) => platform), why, files: candidates }];
  });
}

function sameNames(names: readonly string[]): readonly Gap[] {
  const seen = new Set<string>();
  const twice = names.filter((name) => seen.size === seen.add(name).size);
  return [...new Set(twice)].map((name) => ({ kind: 'sameName', name }));
}
