import { createHash } from 'node:crypto';
import type { EngineError } from '../errors.ts';
import type { Feature, TokenFinding } from '../model.ts';

/** What a refused call says about the token. */
export interface RefusedCall {
  readonly error: EngineError<'unauthorized' | 'forbidden'>;
  readonly feature: Feature | undefined;
  /** The same call went well without the token: it was the token that spoilt it, and nothing else. */
  readonly worksWithout: boolean;
  /** Asks the instance whether it knows the token at all. */
  readonly isKnown: () => Promise<boolean>;
}

/**
 * What has been learned about the token of one instance, from answers as they come. What was learned about one token is
 * forgotten when another takes its place. Tells its listener only when something changed.
 */
export class TokenState {
  #finding: TokenFinding = { state: 'unknown', missing: [] };
  #probed = false;
  /** Tells one token from the next without keeping either. */
  #fingerprint = 'nothing was asked yet';
  readonly #listener: (finding: TokenFinding) => void;

  constructor(listener: (finding: TokenFinding) => void) {
    this.#listener = listener;
  }

  get finding(): TokenFinding {
    return this.#finding;
  }

  /** Whether the finding holds all there is to know of the present token. */
  get isComplete(): boolean {
    return this.#probed;
  }

  /** The token that what follows is about. Gives its fingerprint. */
  about(token: string | undefined): string {
    const fingerprint = token === undefined ? 'none' : createHash('sha256').update(token).digest('base64');
    if (fingerprint !== this.#fingerprint) {
      this.#fingerprint = fingerprint;
      this.#probed = false;
      this.#set({ state: token === undefined ? 'none' : 'unknown', missing: [] });
    }
    return fingerprint;
  }

  /** A call with the token of that fingerprint went well. */
  worked(feature: Feature | undefined, fingerprint: string): void {
    if (fingerprint !== this.#fingerprint) return;
    this.#set({ state: 'accepted', missing: this.#finding.missing.filter((missing) => missing !== feature) });
  }

  /**
   * A call with the token of that fingerprint was refused. 403 names the scope, mostly, but it may also mean that the user has no right, or
   * that the repository has no such part; 401 means a bad token in the API, but a missing scope or right in the package
   * registry. So without a named scope nothing is held against the token but what works without it.
   */
  async refused({ error, feature, worksWithout, isKnown }: RefusedCall, fingerprint: string): Promise<void> {
    if (fingerprint !== this.#fingerprint) return;
    if (error.is('unauthorized')) {
      if (this.#finding.state === 'refused') return;
      const known = await isKnown().catch(() => true);
      if (fingerprint !== this.#fingerprint) return;
      if (!known) return this.#set({ state: 'refused', missing: [] });
    }
    const named = error.is('forbidden') ? namedFeatures(error.facts.missingScope, feature) : [];
    const missing = named.length === 0 && worksWithout && feature ? [feature] : named;
    this.#set({ state: 'accepted', missing: union(this.#finding.missing, missing) });
  }

  /** Everything was probed for the token of that fingerprint: this is the whole truth about it. */
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

/** `read:user read:organization` says that one of the two is missing, or both; only a scope on its own is known to be. */
function namedFeatures(scopes: string | undefined, feature: Feature | undefined): Feature[] {
  const named = FEATURES.filter((known) => scopes?.split(' ').some((scope) => scope.endsWith(`:${known}`)));
  if (named.length <= 1) return named;
  return feature && named.includes(feature) ? [feature] : [];
}

function union(left: readonly Feature[], right: readonly Feature[]): Feature[] {
  return FEATURES.filter((feature) => left.includes(feature) || right.includes(feature));
}
