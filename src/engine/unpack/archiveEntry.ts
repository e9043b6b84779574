/** One entry as its archive describes it; nothing of it is trusted yet. */
export interface ArchiveEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'hardlink';
  /** Whether its owner may execute it. No other mode bit is used. */
  readonly executable: boolean;
  /** The target of a link; for a hard link, the name of an earlier entry. */
  readonly linkTarget?: string;
  /** A file's bytes, complete and checked, or an exception. To be read before the next entry is requested. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** The content of entries without any. */
export async function* noContent(): AsyncGenerator<Uint8Array> {}
