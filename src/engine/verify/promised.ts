import type { Requirement, Proof } from '../evidence.ts';
import { meets } from './assess.ts';
import { contradiction, isAgainst, unconfirmed } from './expectedDigests.ts';
import type { ExpectedDigests } from './expectedDigests.ts';
import { downgrades } from './downgrade.ts';
import type { Last } from './downgrade.ts';
import type { SignerId } from './signers.ts';

/** What is settled of a file before any of its bytes are here. */
export interface Promised {
  /** Lower-case hex. */
  readonly sha256: string;
  /** Who vouches for it: a signed list, the server or a checksum file. */
  readonly by: Pick<Proof, 'kind' | 'file' | 'keyId'>;
}

interface PromiseFacts {
  readonly expected: ExpectedDigests;
  /** Whether there is a signature over the file itself: only its bytes can tell whether it is good. */
  readonly isSigned: boolean;
  readonly lastVersion: Last | undefined;
  /** Whom the user trusts. */
  readonly trusted: readonly SignerId[];
  readonly require: Requirement;
}

/**
 * The SHA-256 that the release promises, where nothing that comes with the bytes could change the judgement: all who were
 * comparison agree, what they give is what the user demands, and it is no less than the version before had. `undefined` where
 * only the bytes can tell.
 */
export function promisedBy({ expected, isSigned, lastVersion, trusted, require }: PromiseFacts): Promised | undefined {
  const { findings } = expected;
  const by = unconfirmed(expected).sources.find(
    ({ kind, digest }) => isReleased(kind) && digest?.algorithm === 'sha256',
  );
  if (!by?.digest || contradiction(expected)) return undefined;
  if (findings.checksums.some(({ signatures }) => signatures.some(isAgainst))) return undefined;
  // A trusted key's signature over the file is worth more, and a bad one speaks against it.
  if (by.kind !== 'signature' && isSigned && trusted.length > 0) return undefined;
  const given = { findings, kind: by.kind, trusted };
  if (!meets(by.kind, require) || (lastVersion && downgrades(lastVersion, given).length > 0)) return undefined;
  return { sha256: by.digest.hex, by };
}

/** What the user pinned, and what this machine remembers, is for nobody else to rely on. */
function isReleased(kind: Proof['kind']): boolean {
  return kind === 'signature' || kind === 'server' || kind === 'checksum';
}
