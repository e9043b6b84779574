import { NODE_PROBES, detectMachine } from '../engine/index.ts';
import type { Machine } from '../engine/index.ts';

/** The machine that extensions run on, which is the remote one if there is one. Detected on the first call. */
export function machineOnce(): () => Promise<Machine | undefined> {
  let found: Promise<Machine | undefined> | undefined;
  return () => (found ??= detectMachine(NODE_PROBES).catch(() => undefined));
}
