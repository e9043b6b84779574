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
  /** What the server believes its address to be, with a trailing slash. @default its real one */
  readonly foreignRootUrl?: string;
  /** Behind a proxy that decodes `%2F`, as Forgejo's own documentation sets up nginx for a sub-path. */
  readonly decodingProxy?: boolean;
  /** Behind a proxy that compresses whatever it may. */
  readonly compressingProxy?: boolean;
  /** How many rows a page has at most, whatever is asked for. @default 50 */
  readonly maxResponseItems?: number;
  /**
   * Pages that are not what they seem: `short` ones lack a row that the caller may not see, though more follow;
   * `endless` ones go on from the start after the last, each with a link to the next and none with the total.
   */
  readonly paging?: 'short' | 'endless';
  /** Lists the digest of each asset, as `sha256` or as GitHub's `digest`. No Forgejo does so yet. */
  readonly assetDigests?: 'sha256' | 'digest';
  /** Sends callers to signed addresses in an object storage for the bytes. */
  readonly storage?: Presigner;
  /** After how many seconds to come again, for a request that comes too soon: a proxy in front refuses it with 429. */
  readonly tooSoon?: () => number | undefined;
  /** @default any free one */
  readonly port?: number;
}

export interface Presigner {
  /** An address that serves the file to anyone, for a while. */
  presign(file: ServedFile): string;
}
