import type { EngineError } from '../errors.ts';
import type { Feature, TokenFinding } from '../model.ts';

/**
 * What has been learned about the token of one instance, from answers as they come. Tells its listener only when
 * something changed.
 */
export class TokenState {
  #finding: TokenFinding = { state: 'unknown', missing: [] };
  readonly #listener: (finding: TokenFinding) => void;

  constructor(listener: (finding: TokenFinding) => void) {
    this.#listener = listener;
  }

  get finding(): TokenFinding {
    return this.#finding;
  }

  none(): void {
    this.#set({ state: 'none', missing: [] });
  }

  /** A call with the token went well. */
  worked(feature: Feature | undefined): void {
    this.#set({ state: 'accepted', missing: this.#finding.missing.filter((missing) => missing !== feature) });
  }

  /**
   * A call with the token was refused. 403 names the scope, mostly; 401 means a bad token in the API, but only a missing
   * scope in the package registry, so `isKnown` asks the instance.
   */
  async refused(
    error: EngineError<'unauthorized' | 'forbidden'>,
    feature: Feature | undefined,
    isKnown: () => Promise<boolean>,
  ): Promise<void> {
    if (error.is('unauthorized') && !(await isKnown().catch(() => true)))
      return this.#set({ state: 'refused', missing: [] });
    const missingScope = error.is('forbidden') ? error.facts.missingScope : undefined;
    this.#set({ state: 'accepted', missing: union(this.#finding.missing, toFeatures(missingScope, feature)) });
  }

  /** Everything was probed: this is the whole truth. */
  probed(finding: TokenFinding): void {
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

/** `read:user read:organization` says one of the two is missing, or both; only a scope on its own is known to be. */
function toFeatures(scopes: string | undefined, fallback: Feature | undefined): Feature[] {
  const named = FEATURES.filter((feature) => scopes?.split(' ').some((scope) => scope.endsWith(`:${feature}`)));
  if (named.length === 1) return named;
  return fallback && (named.length === 0 || named.includes(fallback)) ? [fallback] : [];
}

function union(left: readonly Feature[], right: readonly Feature[]): Feature[] {
  return FEATURES.filter((feature) => left.includes(feature) || right.includes(feature));
}
