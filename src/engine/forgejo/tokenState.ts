import { createHash } from 'node:crypto';
import type { EngineError } from '../errors.ts';
import type { Feature, TokenFinding } from '../model.ts';

/** What a refused call shows about the token. */
export interface RefusedCall {
  readonly error: EngineError<'unauthorized' | 'forbidden'>;
  readonly feature: Feature | undefined;
  /** The same call succeeded without the token, so the token caused the failure. */
  readonly worksWithout: boolean;
  /** Asks the instance whether it knows the token at all. */
  readonly isKnown: () => Promise<boolean>;
}

/**
 * Learns about the token of one instance from the responses. Forgets everything when another token replaces it. Calls its
 * listener only on changes.
 */
export class TokenState {
  #finding: TokenFinding = { state: 'unknown', missing: [] };
  #probed = false;
  /** Distinguishes tokens without storing them. */
  #fingerprint = 'nothing was asked yet';
  readonly #listener: (finding: TokenFinding) => void;

  constructor(listener: (finding: TokenFinding) => void) {
    this.#listener = listener;
  }

  get finding(): TokenFinding {
    return this.#finding;
  }

  /** Whether the finding is complete for the current token. */
  get isComplete(): boolean {
    return this.#probed;
  }

  /** Sets the token that later calls are about. Returns its fingerprint. */
  about(token: string | undefined): string {
    const fingerprint = token === undefined ? 'none' : createHash('sha256').update(token).digest('base64');
    if (fingerprint !== this.#fingerprint) {
      this.#fingerprint = fingerprint;
      this.#probed = false;
      this.#set({ state: token === undefined ? 'none' : 'unknown', missing: [] });
    }
    return fingerprint;
  }

  /** A call with the token of that fingerprint succeeded. */
  worked(feature: Feature | undefined, fingerprint: string): void {
    if (fingerprint !== this.#fingerprint) return;
    this.#set({ state: 'accepted', missing: this.#finding.missing.filter((missing) => missing !== feature) });
  }

  /**
   * A call with the token of that fingerprint was refused. A 403 usually names the scope, but may also mean that the user
   * lacks the right, or that the repository lacks that part; a 401 means a bad token in the API, but a missing scope or
   * right in the package registry. So without a named scope, the token is blamed only if the call works without it.
   */
  async refused({ error, feature, worksWithout, isKnown }: RefusedCall, fingerprint: string): Promise<void> {
    if (fingerprint !== this.#fingerprint) return;
    if (error.is('unauthorized')) {
      if (error.facts.malformed) return this.#set({ state: 'malformed', missing: [] });
      if (this.#finding.state === 'refused') return;
      const known = await isKnown().catch(() => true);
      if (fingerprint !== this.#fingerprint) return;
      if (!known) return this.#set({ state: 'refused', missing: [] });
    }
    const named = error.is('forbidden') ? namedFeatures(error.facts.missingScope, feature) : [];
    const missing = named.length === 0 && worksWithout && feature ? [feature] : named;
    this.#set({ state: 'accepted', missing: union(this.#finding.missing, missing) });
  }

  /** Everything was probed for the token of that fingerprint, so this finding is complete. */
  probed(finding: TokenFinding, fingerprint: string): void {
    if (fingerprint !== this.#fingerprint) return;
    this.#probed = true;
    this.#set(finding);
  }

  #set(finding: TokenFinding): void {
    const same = finding.state === this.#finding.state && finding.missing.join() === this.#finding.missing.join();
    if (same) return;
    this.#finding = finding;
    this.#listener(finding);
  }
}

const FEATURES: readonly Feature[] = ['repository', 'package', 'user', 'organization'];

/** `read:user read:organization` means that one or both are missing; only a single scope is certain. */
function namedFeatures(scopes: string | undefined, feature: Feature | undefined): Feature[] {
  const named = FEATURES.filter((known) => scopes?.split(' ').some((scope) => scope.endsWith(`:${known}`)));
  if (named.length <= 1) return named;
  return feature && named.includes(feature) ? [feature] : [];
}

function union(left: readonly Feature[], right: readonly Feature[]): Feature[] {
  return FEATURES.filter((feature) => left.includes(feature) || right.includes(feature));
}
