import type { EngineError } from '../errors.ts';
import type { Digests } from '../model.ts';
import type { Change, EvidenceFile } from '../evidence.ts';
import type { Gathered } from './gather.ts';
import type { Memory, Noted } from './history.ts';
import type { Trust } from './trust.ts';

/** The evidence files known before the search. */
export interface KnownFiles {
  readonly files: readonly EvidenceFile[];
  /** Whether to use them without listing the release. */
  readonly reuse: boolean;
  /** Whether to fetch files again that are on this machine. */
  readonly refetch: boolean;
}

/** The evidence for one asset, apart from its bytes and the server's listing. */
export interface EvidenceSource {
  readonly trust: Trust;
  /** Returns the trust history of the asset, and its pin. */
  recall(): Promise<Memory & { readonly pin?: Digests | undefined }>;
  /** The user's current pin. */
  pin(): Promise<Digests | undefined>;
  /**
   * Gathers the evidence files of the release. `known` are those of an earlier check, used if the release cannot be listed
   * or need not be. Returns `undefined` if nothing can be gathered.
   *
   * @throws EngineError if an existing file cannot be fetched now, but may be later; the signal's reason on abort
   */
  gather(known: KnownFiles, signal: AbortSignal): Promise<Gathered<EvidenceFile> | undefined>;
  /** The changes that are not accepted yet. */
  notAccepted(changes: readonly Change[]): Promise<readonly Change[]>;
  /** Records the result, for the next time and the next version. */
  note(found: Omit<Noted, 'bare'>): Promise<void>;
}

/** Whether the failure is temporary and another try may succeed. */
export function isTemporary({ code }: EngineError): boolean {
  return code === 'network' || code === 'timeout' || code === 'server' || code === 'rateLimited';
}
