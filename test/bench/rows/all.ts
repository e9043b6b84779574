import type { Row } from '../bench.ts';
import { bundle } from './bundle.ts';
import { host } from './host.ts';
import { flatOut, large, resume, server, small, verify } from './downloads.ts';
import { lists } from './lists.ts';
import { evict, hit, openStore } from './records.ts';

export const ROWS: readonly Row[] = [
  server,
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
