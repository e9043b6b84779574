import { DEMO_KEYS } from '../keys.ts';
import { checksumFile, minisigned, minisignedTool, nothing } from './evidenceFiles.ts';
import { TOOL } from './shown.ts';
import type { Shown } from './shown.ts';

/** Two versions each. The newer one has weaker evidence. */
export const WEAKER: readonly Shown[] = [
  {
    repo: 'weaker-unsigned',
    shows: 'The last version was signed, this one is not',
    evidence: [minisignedTool, nothing],
  },
  {
    repo: 'weaker-another-key',
    shows: 'The last version was signed by another key than this one',
    evidence: [minisignedTool, (tool) => minisigned(TOOL, tool, { signer: DEMO_KEYS.stranger })],
  },
  {
    repo: 'weaker-no-checksum',
    shows: 'The last version had a checksum file, this one has none',
    evidence: [checksumFile, nothing],
  },
  { repo: 'weaker-replaced', shows: 'The tool may be replaced under its name and tag', evidence: [nothing] },
];
