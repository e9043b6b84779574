import type { FileOfRelease } from './checksumFiles.ts';
import { SIDECAR_LIMIT_BYTES } from './sidecarText.ts';

/** The extensions of signatures, strongest binding first. A Sigstore bundle is as large as its certificates. */
const ENDINGS = [
  '.minisig',
  '.sigstore.json',
  '.sigstore',
  '.sigstore.bundle',
  '.cosign.bundle',
  '.bundle',
  '.bundle.json',
  '.sig',
  '.sshsig',
  '.asc',
  '.sign',
  '.gpg',
  '.pgp',
  '.signature',
];

/** The possible names of signature files for a file. */
export function signatureNames(name: string): readonly string[] {
  return ENDINGS.map((ending) => `${name}${ending}`);
}

/** The files of a release that may be signatures over a file, by name; their contents tell the scheme. */
export function findSignatureFiles<T extends FileOfRelease>(file: FileOfRelease, siblings: readonly T[]): readonly T[] {
  const ending = ({ name }: T): number => {
    const rest = name.startsWith(file.name) ? name.slice(file.name.length).toLowerCase() : '';
    return ENDINGS.indexOf(rest);
  };
  return siblings
    .filter((one) => ending(one) >= 0 && (one.sizeBytes ?? 0) <= SIDECAR_LIMIT_BYTES)
    .toSorted((one, other) => ending(one) - ending(other));
}
