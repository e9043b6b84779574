import type { HttpClient } from '../http/httpClient.ts';
import type { TokenFinding } from '../model.ts';
import type { Resolve } from './hops.ts';

export interface ClientOptions {
  /** Normalised (see `normaliseBase`). */
  readonly base: string;
  readonly http: HttpClient;
  /** Read at each call and never stored. `undefined`: send none. */
  readonly token: () => Promise<string | undefined>;
  readonly onTokenFinding?: ((finding: TokenFinding) => void) | undefined;
  /** Whether the user agreed to fetch external assets from this host. @default no host */
  readonly allowHost?: ((host: string) => boolean) | undefined;
  /** Resolves host names, because a release must not point into a private network. */
  readonly resolve: Resolve;
}
