import type { AssetRecord, EngineError } from '../engine/index.ts';
import { enumerateFirst, plain } from './format.ts';
import { plural } from './translate.ts';

/** A cached file that failed a check and was moved to quarantine. */
export interface BrokenFile {
  readonly record: Pick<AssetRecord, 'name' | 'sha256'>;
  readonly error: EngineError<'integrity'>;
}

/**
 * Whether the bytes changed on this disk, whatever else they contradict: they no longer have the stored digest. If they
 * still have it, a signature, checksum or pin speaks against the file as it was downloaded.
 */
export function isChangedOnDisk({ record, error }: BrokenFile): boolean {
  const { what, actual, evidence } = error.facts;
  const sha256 = what === 'sha256' ? actual : evidence?.digests.sha256;
  return sha256 !== undefined && sha256 !== record.sha256;
}

/** For several files: those that changed on disk, and those that something contradicts, which may be an attack. */
export function brokenFilesSentence(files: readonly BrokenFile[]): string {
  const changed = files.filter(isChangedOnDisk);
  const contradicted = files.filter((file) => !isChangedOnDisk(file));
  return [
    // What may be an attack comes first.
    ...(contradicted.length > 0 ? [contradictedSentence(contradicted)] : []),
    ...(changed.length > 0 ? [changedSentence(changed)] : []),
  ].join(' ');
}

function contradictedSentence(files: readonly BrokenFile[]): string {
  return plural(
    files.length,
    '{0} file is as it was downloaded, but a signature, checksum or pin contradicts it, so it is not used any more: {1}. It is in quarantine. Someone may have replaced it at its source, so look at its evidence before you download it again.',
    '{0} files are as they were downloaded, but signatures, checksums or pins contradict them, so they are not used any more: {1}. They are in quarantine. Someone may have replaced them at their source, so look at their evidence before you download them again.',
    namesOf(files),
  );
}

function changedSentence(files: readonly BrokenFile[]): string {
  return plural(
    files.length,
    '{0} file changed on disk and is not used any more: {1}. It is in quarantine; download it again.',
    '{0} files changed on disk and are not used any more: {1}. They are in quarantine; download them again.',
    namesOf(files),
  );
}

/** The first three. */
function namesOf(files: readonly BrokenFile[]): string {
  const shown = files.slice(0, 3).map(({ record }) => plain(record.name, 60));
  return enumerateFirst(shown, 3, files.length);
}
