import { scorer as checksums } from './checksums.ts';
import { scorer as minisign } from './minisign.ts';
import type { Scorer } from './scorer.ts';

/** Every corpus that can be scored, in the order in which they are printed. */
export const SCORERS: readonly Scorer[] = [checksums, minisign];
