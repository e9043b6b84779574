import { sha256 } from '../files.ts';
import { checksumFile, checksumList, minisigned, nothing } from './beside.ts';
import { LIST } from './beside.ts';
import { TOOL, otherThan } from './shown.ts';
import type { Shown } from './shown.ts';

/** A release for each contradiction that makes a file unusable. */
export const WRONG: readonly Shown[] = [
  {
    repo: 'wrong-checksum',
    shows: 'The checksum file is for another tool',
    beside: [(tool) => checksumFile(otherThan(tool))],
  },
  {
    repo: 'wrong-between-checksums',
    shows: 'The checksum file is right, but the checksum list contradicts it',
    beside: [(tool) => ({ ...checksumFile(tool), ...checksumList(otherThan(tool)) })],
  },
  {
    repo: 'wrong-signature',
    shows: 'The signature is by the right key, but over another tool',
    beside: [(tool) => minisigned(TOOL, otherThan(tool))],
  },
  {
    repo: 'wrong-list-signature',
    shows: 'The checksum list was changed after it was signed',
    beside: [(tool) => ({ ...checksumList(tool), ...minisigned(LIST, changedList(tool)) })],
  },
  {
    repo: 'wrong-name',
    shows: 'The signature is valid, but for a file with another name',
    beside: [(tool) => minisigned(TOOL, tool, { says: 'other.txt' })],
  },
  {
    repo: 'wrong-server',
    shows: 'The server lists the digest of another tool',
    beside: [nothing],
    serverSays: (tool) => sha256(otherThan(tool)),
  },
];

const changedList = (tool: Buffer): Buffer => Buffer.concat(Object.values(checksumList(otherThan(tool))));
