import { sha256 } from '../files.ts';
import { checksumFile, checksumList, minisigned, nothing } from './evidenceFiles.ts';
import { LIST } from './evidenceFiles.ts';
import { TOOL, otherThan } from './shown.ts';
import type { Shown } from './shown.ts';

/** A release for each contradiction that makes a file unusable. */
export const WRONG: readonly Shown[] = [
  {
    repo: 'wrong-checksum',
    shows: 'The checksum file is for another tool',
    evidence: [(tool) => checksumFile(otherThan(tool))],
  },
  {
    repo: 'wrong-between-checksums',
    shows: 'The checksum file is right, but the checksum list contradicts it',
    evidence: [(tool) => ({ ...checksumFile(tool), ...checksumList(otherThan(tool)) })],
  },
  {
    repo: 'wrong-signature',
    shows: 'The signature is by the right key, but over another tool',
    evidence: [(tool) => minisigned(TOOL, otherThan(tool))],
  },
  {
    repo: 'wrong-list-signature',
    shows: 'The checksum list was changed after it was signed',
    evidence: [(tool) => ({ ...checksumList(tool), ...minisigned(LIST, changedList(tool)) })],
  },
  {
    repo: 'wrong-name',
    shows: 'The signature is valid, but for a file with another name',
    evidence: [(tool) => minisigned(TOOL, tool, { says: 'other.txt' })],
  },
  {
    repo: 'wrong-server',
    shows: 'The server lists the digest of another tool',
    evidence: [nothing],
    serverSays: (tool) => sha256(otherThan(tool)),
  },
];

const changedList = (tool: Buffer): Buffer => Buffer.concat(Object.values(checksumList(otherThan(tool))));
