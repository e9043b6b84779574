import { recordKey } from '../../src/engine/model.ts';
import { attachmentOf, packageFileOf, someBytes } from '../support/fakeOrigin.ts';
import type { ServedFile } from './files.ts';

/** The key that the storm counts under, besides its downloads. */
export const STORM_COUNTER = 'storm';

/** Files that an epoch downloads; half of them are new in it. */
const WINDOW = 16;
/** Package files, and how often another is uploaded under each of their names. */
const PACKAGE_FILES = 4;
const UPLOAD_MS = 250;

const made = new Map<number, ServedFile>();

/** An attachment of its own size and bytes for each number. */
export function attachmentNo(number: number): ServedFile {
  const known = made.get(number);
  if (known) return known;
  const bytes = someBytes(20_000 + (number % 7) * 9000, number + 100);
  const file = { bytes, asset: attachmentOf(bytes, { upstreamId: `uuid ${number}`, name: `file-${number}.bin` }) };
  made.set(number, file);
  return file;
}

/** The attachments of an epoch. */
export function attachmentsOf(epoch: number): readonly ServedFile[] {
  return Array.from({ length: WINDOW }, (_, index) => attachmentNo((epoch * WINDOW) / 2 + index));
}

/** One of the package files as it is uploaded at a time. */
export function packageFileAt(ms: number): ServedFile {
  const name = `package-${Math.floor(Math.random() * PACKAGE_FILES)}.bin`;
  const bytes = someBytes(30_000, (Math.floor(ms / UPLOAD_MS) % 10_000) + name.charCodeAt(8) * 10_000);
  return { bytes, asset: packageFileOf(bytes, { name }) };
}

/** Whether it is one of those that are kept for good, as soon as they are there. */
export function isPinned({ asset }: ServedFile): boolean {
  return asset.storage === 'attachment' && Number(asset.upstreamId.slice('uuid '.length)) % 9 === 4;
}

export const keyOf = ({ asset }: ServedFile): string => recordKey(asset);
