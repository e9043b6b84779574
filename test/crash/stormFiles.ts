import { recordKey } from '../../src/engine/model.ts';
import { attachmentOf, packageFileOf, someBytes } from '../support/fakeOrigin.ts';
import type { ServedFile } from './files.ts';

/** The key that the storm counts under, apart from its downloads. */
export const STORM_COUNTER = 'storm';

/** The files that an epoch downloads; half of them are new. */
const WINDOW = 16;
/** The number of package files, and how often each gets a new upload under its name. */
const PACKAGE_FILES = 4;
const UPLOAD_MS = 250;

const made = new Map<number, ServedFile>();

/** An attachment with its own size and bytes for each number. */
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

/** A package file as it is uploaded at that time. */
export function packageFileAt(ms: number): ServedFile {
  const name = `package-${Math.floor(Math.random() * PACKAGE_FILES)}.bin`;
  const bytes = someBytes(30_000, (Math.floor(ms / UPLOAD_MS) % 10_000) + name.charCodeAt(8) * 10_000);
  return { bytes, asset: packageFileOf(bytes, { name }) };
}

/** Whether a file is kept for good once it is there. */
export function isPinned({ asset }: ServedFile): boolean {
  return asset.storage === 'attachment' && Number(asset.upstreamId.slice('uuid '.length)) % 9 === 4;
}

export const keyOf = ({ asset }: ServedFile): string => recordKey(asset);
