import { fixture } from '../../../signatures/fixtures.ts';
import type { Files } from '../files.ts';

/** What a publisher releases along with its files, like some tool or project. */
export interface Habit {
  readonly repo: string;
  readonly shows: string;
  /** The files of `test/signatures/releases`, relative to the folder. */
  readonly folder: string;
  readonly evidence: readonly string[];
  /** The public key in the release; absent if nothing is signed. */
  readonly key?: string;
  /** The evidence for a file while the key is not trusted. */
  readonly untrusted: 'checksum' | 'none';
}

/** The files that all of them release. */
export const SAW = [
  'saw-1.0.0-darwin-arm64.tar.gz',
  'saw-1.0.0-linux-x64.tar.gz',
  'saw-1.0.0-windows-x64.zip',
] as const;

export const OPENPGP_KEY = 'key.asc';

const eachWith = (ending: string): readonly string[] => SAW.map((name) => `${name}${ending}`);

/** Made by the tools themselves, see `test/signatures/README.md`. */
export const HABITS: readonly Habit[] = [
  {
    repo: 'gpg',
    shows: 'Each file has an armoured gpg signature',
    folder: 'gpg',
    evidence: eachWith('.asc'),
    key: OPENPGP_KEY,
    untrusted: 'none',
  },
  {
    repo: 'node',
    shows: 'Like Node: a list, a binary signature over it, and the list again, clearsigned',
    folder: 'node',
    evidence: ['SHASUMS256.txt', 'SHASUMS256.txt.asc', 'SHASUMS256.txt.sig'],
    key: OPENPGP_KEY,
    untrusted: 'checksum',
  },
  {
    repo: 'node-asc',
    shows: 'A list, and the list again, clearsigned',
    folder: 'node',
    evidence: ['SHASUMS256.txt', 'SHASUMS256.txt.asc'],
    key: OPENPGP_KEY,
    untrusted: 'checksum',
  },
  {
    repo: 'debian',
    shows: 'Like Debian: two lists, each with an armoured signature that ends in .sign',
    folder: 'debian',
    evidence: ['SHA256SUMS', 'SHA256SUMS.sign', 'SHA512SUMS', 'SHA512SUMS.sign'],
    key: OPENPGP_KEY,
    untrusted: 'checksum',
  },
  {
    repo: 'ubuntu',
    shows: 'Like Ubuntu: a list, and a binary signature that ends in .gpg',
    folder: 'ubuntu',
    evidence: ['SHA256SUMS', 'SHA256SUMS.gpg'],
    key: OPENPGP_KEY,
    untrusted: 'checksum',
  },
  {
    repo: 'gpg-message',
    shows: 'A list in a compressed message by gpg --sign',
    folder: 'gpgMessage',
    evidence: ['checksums.txt.gpg'],
    key: OPENPGP_KEY,
    untrusted: 'checksum',
  },
  {
    repo: 'minisign',
    shows: 'Each file has a minisign signature',
    folder: 'minisign',
    evidence: eachWith('.minisig'),
    key: 'minisign.pub',
    untrusted: 'none',
  },
  {
    repo: 'signify',
    shows: 'Like OpenBSD: a list inside its signature by signify -e',
    folder: 'signify',
    evidence: ['SHA256.sig'],
    key: 'saw.pub',
    untrusted: 'checksum',
  },
  {
    repo: 'ssh',
    shows: 'A list with a signature of ssh-keygen -Y sign',
    folder: 'ssh',
    evidence: ['SHA256SUMS', 'SHA256SUMS.sig'],
    key: 'saw.pub',
    untrusted: 'checksum',
  },
  {
    repo: 'tauri',
    shows: 'Like Tauri: each file has a minisign signature in base64',
    folder: 'tauri',
    evidence: eachWith('.sig'),
    key: 'saw.pub',
    untrusted: 'none',
  },
  {
    repo: 'goreleaser',
    shows: 'Like goreleaser: a list named after the version, with a cosign bundle',
    folder: 'goreleaser',
    evidence: ['saw_1.0.0_checksums.txt', 'saw_1.0.0_checksums.txt.sigstore.json'],
    key: 'cosign.pub',
    untrusted: 'checksum',
  },
  {
    repo: 'cosign2',
    shows: 'Each file has a bare signature by a key, as written by cosign 2',
    folder: 'cosign2',
    evidence: eachWith('.sig'),
    key: 'cosign.pub',
    untrusted: 'none',
  },
  {
    repo: 'cosign3',
    shows: 'Each file has a bundle by a key, as written by cosign 3',
    folder: 'cosign3',
    evidence: eachWith('.bundle'),
    key: 'cosign.pub',
    untrusted: 'none',
  },
];

const ROOT = 'releases';

/** The text of the key. */
export function keyOf({ folder, key = OPENPGP_KEY }: Habit): string {
  return fixture(key === OPENPGP_KEY ? `${ROOT}/${key}` : `${ROOT}/${folder}/${key}`).toString('utf8');
}

export function filesOf(habit: Habit): Files {
  const evidence = habit.evidence.map((name) => [name, fixture(`${ROOT}/${habit.folder}/${name}`)] as const);
  const key = habit.key === undefined ? [] : [[habit.key, Buffer.from(keyOf(habit))] as const];
  return { ...sawFiles(), ...Object.fromEntries([...evidence, ...key]) };
}

export function sawFiles(): Files {
  return Object.fromEntries(SAW.map((name) => [name, fixture(`${ROOT}/files/${name}`)]));
}
