import type { Contender } from './contender.ts';
import { ours, oursResumed, oursVerified } from './ours.ts';
import { aria2, curl, openssl, sha256sum } from './programs.ts';
import { cacacheHit, evict, hit, listChanged, openStore, readOneFile, readRecords, removeFiles } from './records.ts';
import { wholeProcess } from './wholeProcess.ts';
import { installTree, untar } from './trees.ts';
import { cacachePut, cacacheStream, drain, floor, naive } from './rivals.ts';

const all = {
  ours,
  oursResumed,
  oursVerified,
  hit,
  openStore,
  listChanged,
  evict,
  cacacheStream,
  cacachePut,
  cacacheHit,
  curl,
  aria2,
  sha256sum,
  openssl,
  naive,
  floor,
  drain,
  readRecords,
  readOneFile,
  removeFiles,
  wholeProcess,
  installTree,
  untar,
};

export type ContenderName = keyof typeof all;

export const CONTENDERS: Readonly<Record<string, Contender>> = all;
