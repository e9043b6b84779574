import type { HttpClient } from '../http/httpClient.ts';
import type { TokenFinding } from '../model.ts';
import type { Resolve } from './hops.ts';

export interface ClientOptions {
  /** Normalised (see `normaliseBase`). */
  readonly base: string;
  readonly http: HttpClient;
  /** Asked for at each call and never kept. `undefined`: go without. */
  readonly token: () => Promise<string | undefined>;
  readonly onTokenFinding?: ((finding: TokenFinding) => void) | undefined;
  /** Whether the user agreed to fetch external assets from this host. @default nobody did */
  readonly allowHost?: ((host: string) => boolean) | undefined;
  /** How names become addresses, for the rule that a release may not point into a private network. */
  readonly resolve: Resolve;
}
