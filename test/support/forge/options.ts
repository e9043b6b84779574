import type { ForgeContent } from './content.ts';
import type { ServedFile } from './servedFile.ts';
import type { ForgeVersion } from './versions.ts';

export interface ForgeOptions {
  readonly content: ForgeContent;
  /** @default '12.0.4' */
  readonly version?: ForgeVersion;
  /** Its path on the host, without slashes at the ends. @default '' */
  readonly subPath?: string;
  readonly signInRequired?: boolean;
  /** The address that the server believes to be its own, with a trailing slash. @default its real one */
  readonly foreignRootUrl?: string;
  /** Behind a proxy that decodes `%2F`, like nginx with a sub-path in Forgejo's own documentation. */
  readonly decodingProxy?: boolean;
  /** Behind a proxy that compresses everything it may. */
  readonly compressingProxy?: boolean;
  /** The most rows of a page, whatever is requested. @default 50 */
  readonly maxResponseItems?: number;
  /**
   * Misleading pages: `short` ones lack a row that the caller may not see, although more follow; `endless` ones start over
   * after the last one, each with a link to the next and without the total.
   */
  readonly paging?: 'short' | 'endless';
  /** Lists the digest of each asset, as `sha256` or as GitHub's `digest`. No Forgejo does so yet. */
  readonly assetDigests?: 'sha256' | 'digest';
  /** Redirects callers to signed addresses in an object storage for the bytes. */
  readonly storage?: Presigner;
  /** Returns the seconds to wait if a request comes too soon, which a proxy in front then refuses with 429. */
  readonly tooSoon?: () => number | undefined;
  /** @default any free one */
  readonly port?: number;
}

export interface Presigner {
  /** An address that serves the file to anyone, for a while. */
  presign(file: ServedFile): string;
}
