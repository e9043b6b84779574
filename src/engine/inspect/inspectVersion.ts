import { isEngineError } from '../errors.ts';
import { forEachConcurrently } from '../forEachConcurrently.ts';
import type { CachedAsset } from '../cache/downloadRequest.ts';
import { proveFit } from '../machine/fitProof.ts';
import type { Asset, Version } from '../model.ts';
import { shortSourceName } from '../model.ts';
import { NO_FINDINGS } from '../findings.ts';
import type { Clock } from '../ports.ts';
import { machineOf } from '../project/platforms.ts';
import { isRun } from '../verify/fileGroup.ts';
import type { EvidencePreview } from '../verify/evidencePreview.ts';
import { findGaps } from './findGaps.ts';
import { inspectPlatforms } from './inspectPlatforms.ts';
import { readContents } from './readContents.ts';
import type { Gap, InspectedFile, InspectedPlatform, InspectReport } from './inspectReport.ts';

export interface InspectOptions {
  /** Whether to download, check and examine each picked file. @default false */
  readonly contents?: boolean | undefined;
  /** Called with the name of each file before it is examined. */
  readonly onFile?: ((name: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface InspectPorts {
  readonly clock: Clock;
  readonly previewEvidence: (asset: Asset, signal: AbortSignal) => Promise<EvidencePreview>;
  /** Works even with less evidence than the user requires: the file is only examined, and nothing in it is run. */
  readonly obtain: (asset: Asset, signal: AbortSignal) => Promise<Pick<CachedAsset, 'path' | 'record'>>;
}

/** A release may have thousands; each costs some small requests. */
const MAX_FILES = 100;
const MAX_AT_ONCE = 4;

/**
 * What users of a release get: the pick for each platform, the evidence for each file, the contents of picked files, and
 * what is missing. Without `contents`, downloads only checksum files and signatures. Rejects with the signal's reason on
 * abort; a failure for one file goes into its report.
 */
export async function inspectVersion(
  version: Version,
  ports: InspectPorts,
  options: InspectOptions = {},
): Promise<InspectReport> {
  const signal = options.signal ?? new AbortController().signal;
  const platforms = await inspectPlatforms(version);
  const chosen = filesToInspect(version, platforms);
  const inspected = new Map<Asset, Inspected>();
  await forEachConcurrently(chosen.slice(0, MAX_FILES), MAX_AT_ONCE, async (asset) => {
    options.onFile?.(asset.name);
    const servedTo = platforms.filter(({ file }) => file === asset.name).map(({ platform }) => platform);
    const isRead = options.contents === true && servedTo.length > 0;
    const one = await inspectFile(asset, ports, { isRead, signal });
    inspected.set(asset, { ...one, file: { ...one.file, platforms: servedTo } });
  });
  const found = chosen.flatMap((asset) => inspected.get(asset) ?? []);
  const files = found.map(({ file }) => file);
  const { instance, source, version: tag } = version;
  return {
    instance,
    source,
    version: tag,
    platforms,
    files,
    omitted: Math.max(0, chosen.length - MAX_FILES),
    gaps: [...findGaps(version, platforms, files), ...(await misfits(files))],
    read: [...new Set(found.flatMap(({ read }) => read))].sort(),
    downloaded: files.filter(({ contents }) => contents !== undefined).map(({ name }) => name),
  };
}

/** All files that people run, unpack or install, picked ones first. */
function filesToInspect({ assets, source }: Version, platforms: readonly InspectedPlatform[]): readonly Asset[] {
  const picked = new Set(platforms.map(({ file }) => file));
  const isPicked = ({ name }: Asset): boolean => picked.has(name);
  const others = assets.filter((asset) => !isPicked(asset) && isRun(asset.name, shortSourceName(source)));
  return [...assets.filter(isPicked), ...others];
}

interface Inspected {
  readonly file: InspectedFile;
  readonly read: readonly string[];
}

/** A failure is reported for its file, with the earlier findings. */
async function inspectFile(
  asset: Asset,
  ports: InspectPorts,
  { isRead, signal }: { readonly isRead: boolean; readonly signal: AbortSignal },
): Promise<Inspected> {
  const { name, sizeBytes } = asset;
  const nothing = { kind: 'none', isProven: false, findings: NO_FINDINGS, unchecked: [] } as const;
  let found: Inspected = { file: { name, sizeBytes, platforms: [], ...nothing }, read: [] };
  try {
    const { read, ...preview } = await ports.previewEvidence(asset, signal);
    found = { file: { ...found.file, ...preview }, read };
    return isRead ? { file: { ...found.file, ...(await lookInside(asset, ports, signal)) }, read } : found;
  } catch (error) {
    signal.throwIfAborted();
    if (!isEngineError(error)) throw error;
    const { code, message } = error;
    return { ...found, file: { ...found.file, error: { code, message } } };
  }
}

/** Downloads a file, so that its evidence is judged by its bytes. */
async function lookInside(asset: Asset, ports: InspectPorts, signal: AbortSignal): Promise<Partial<InspectedFile>> {
  const { path, record } = await ports.obtain(asset, signal);
  const { sha256, evidence } = record;
  const contents = await readContents(path, asset.name, { clock: ports.clock, signal, sha256 });
  return { kind: evidence.kind, isProven: true, findings: evidence.findings, unchecked: [], contents };
}

/** Examined files whose programs do not run on the platform they are picked for. */
async function misfits(files: readonly InspectedFile[]): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  for (const { name, platforms, contents } of files) {
    for (const platform of platforms) {
      const proofs = await Promise.all(
        (contents?.programs ?? []).map(({ header }) => proveFit(header, machineOf(platform))),
      );
      const [first] = proofs;
      const isMisfit = first !== undefined && proofs.every(({ verdict }) => verdict === 'misfit');
      if (isMisfit) gaps.push({ kind: 'misfit', platform, file: name, reasons: first.reasons });
    }
  }
  return gaps;
}
