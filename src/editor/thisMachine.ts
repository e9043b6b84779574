import { NODE_PROBES, detectMachine } from '../engine/index.ts';
import type { Machine } from '../engine/index.ts';

/** What the machine is on which extensions run, the remote one where there is one. Found out with the first call. */
export function machineOnce(): () => Promise<Machine | undefined> {
  let found: Promise<Machine | undefined> | undefined;
  return () => (found ??= detectMachine(NODE_PROBES).catch(() => undefined));
}
