import { scorer as archives } from './archives.ts';
import { scorer as checksums } from './checksums.ts';
import { scorer as minisign } from './minisign.ts';
import { scorers as platforms } from './platform.ts';
import { scorers as versions } from './versions.ts';
import type { Scorer } from './scorer.ts';

/** Every corpus that can be scored, in the order of printing. */
export const SCORERS: readonly Scorer[] = [archives, checksums, minisign, ...platforms, ...versions];
