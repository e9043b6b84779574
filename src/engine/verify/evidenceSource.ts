import type { EngineError } from '../errors.ts';
import type { Digests } from '../model.ts';
import type { Change, EvidenceFile } from '../evidence.ts';
import type { Gathered } from './gather.ts';
import type { Memory, Noted } from './history.ts';
import type { Trust } from './trust.ts';

/** What is known of the files beside an asset before they are looked for. */
interface KnownFiles {
  readonly files: readonly EvidenceFile[];
  readonly suffices: boolean;
  /** Whether files are fetched that are on this machine already. */
  readonly refetch: boolean;
}

/** Where the evidence for one asset comes from, beside its own bytes and what the server says in its listing. */
export interface EvidenceSource {
  readonly trust: Trust;
  /** What was fixed by the user, and remembered from before. */
  recall(): Promise<Memory & { readonly pin?: Digests | undefined }>;
  /** The digests that the user pinned, as they are in force now. */
  pin(): Promise<Digests | undefined>;
  /**
   * What the other files of its release say. `known` are those that were looked at before: they do where the release
   * cannot be listed, or need not be. `undefined` where there is nothing to go by.
   *
   * @throws EngineError where a file that is there cannot be had now, but may be later; the signal's reason on abort
   */
  gather(known: KnownFiles, signal: AbortSignal): Promise<Gathered<EvidenceFile> | undefined>;
  /** Those that nobody accepted yet. */
  notAccepted(changes: readonly Change[]): Promise<readonly Change[]>;
  /** Remembers what was found, for the next time and the next version. */
  note(found: Omit<Noted, 'bare'>): Promise<void>;
}

/** Failures that say nothing lasting about a file: with another try it may come. */
export function mayComeLater({ code }: EngineError): boolean {
  return code === 'network' || code === 'timeout' || code === 'server' || code === 'rateLimited';
}
