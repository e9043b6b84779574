import type { Requirement } from '../../src/engine/evidence.ts';
import type { Digests } from '../../src/engine/model.ts';
import { createTrust } from '../../src/engine/verify/trust.ts';
import type { EvidenceSource } from '../../src/engine/verify/evidenceRequest.ts';

export interface WitnessFacts {
  /** The digests that the user pinned. */
  readonly pin?: Digests | undefined;
  /** The only digests that the instance lists for the file. */
  readonly listed?: Digests | undefined;
  readonly require?: Requirement;
}

/** An evidence source without a memory that finds no other files. */
export function fakeEvidenceSource({ pin, listed, require = 'any' }: WitnessFacts = {}): EvidenceSource {
  return {
    trust: createTrust([], require),
    recall: () => Promise.resolve({ ...(pin && { pin }) }),
    pin: () => Promise.resolve(pin),
    gather: () => Promise.resolve({ checksums: [], signatures: [], listed }),
    notAccepted: (changes) => Promise.resolve(changes),
    note: () => Promise.resolve(),
  };
}
