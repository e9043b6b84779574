import type { Row } from '../bench.ts';
import { bundle } from './bundle.ts';
import { host } from './host.ts';
import { flatOut, large, resume, server, small, verify } from './downloads.ts';
import { lists } from './lists.ts';
import { evict, hit, openStore } from './records.ts';
import { commandLine, restoreCold, restoreWarm, update } from './tools.ts';
import { tree } from './trees.ts';

export const ROWS: readonly Row[] = [
  server,
  restoreCold,
  restoreWarm,
  update,
  commandLine,
  tree,
  large,
  small,
  hit,
  verify,
  evict,
  openStore,
  resume,
  flatOut,
  lists,
  bundle,
  host,
];
