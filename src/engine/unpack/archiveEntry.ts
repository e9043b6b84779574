/** One entry as its archive describes it: nothing of it is trusted yet. */
export interface ArchiveEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'hardlink';
  /** Whether its owner may execute it. No other bit of its mode is of interest. */
  readonly executable: boolean;
  /** Where a link points to; of a hard link, the name of an earlier entry. */
  readonly linkTarget?: string;
  /** A file's bytes, complete and checked or thrown. To be read before the next entry is asked for. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** Content of what has none. */
export async function* noContent(): AsyncGenerator<Uint8Array> {}
