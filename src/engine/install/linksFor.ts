import type { Clock } from '../ports.ts';
import { SymbolicLinks } from './links.ts';
import type { Links } from './links.ts';
import { Shims } from './shims.ts';

export interface LinkSystem {
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
}

/** The kind of links that a platform uses for commands. Touches nothing on disk. */
export function linksFor(bin: string, { platform, clock }: LinkSystem): Links {
  return platform === 'win32' ? new Shims(bin, clock) : new SymbolicLinks(bin, clock);
}
