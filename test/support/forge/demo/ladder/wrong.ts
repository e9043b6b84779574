import { sha256 } from '../files.ts';
import { checksumFile, checksumList, minisigned, nothing } from './beside.ts';
import { LIST } from './beside.ts';
import { TOOL, otherThan } from './shown.ts';
import type { Shown } from './shown.ts';

/** A release for each contradiction that makes a file unusable. */
export const WRONG: readonly Shown[] = [
  {
    repo: 'wrong-checksum',
    shows: 'The checksum file is of another tool',
    beside: [(tool) => checksumFile(otherThan(tool))],
  },
  {
    repo: 'wrong-between-checksums',
    shows: 'The checksum file is right, the list of checksums says something else',
    beside: [(tool) => ({ ...checksumFile(tool), ...checksumList(otherThan(tool)) })],
  },
  {
    repo: 'wrong-signature',
    shows: 'The signature is by the right key, over another tool',
    beside: [(tool) => minisigned(TOOL, otherThan(tool))],
  },
  {
    repo: 'wrong-list-signature',
    shows: 'The list of checksums was changed after it was signed',
    beside: [(tool) => ({ ...checksumList(tool), ...minisigned(LIST, changedList(tool)) })],
  },
  {
    repo: 'wrong-name',
    shows: 'The signature is good, but was made for a file of another name',
    beside: [(tool) => minisigned(TOOL, tool, { says: 'other.txt' })],
  },
  {
    repo: 'wrong-server',
    shows: 'The server says the digest of another tool',
    beside: [nothing],
    serverSays: (tool) => sha256(otherThan(tool)),
  },
];

const changedList = (tool: Buffer): Buffer => Buffer.concat(Object.values(checksumList(otherThan(tool))));
