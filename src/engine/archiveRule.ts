/** Why an archive is refused. */
export type ArchiveRule =
  // The format, or a feature of it, is not read.
  | 'unsupported'
  // Damaged, truncated, or a checksum does not match.
  | 'corrupt'
  // Two programs would read it differently.
  | 'ambiguous'
  // A path that leads out of the directory here or on some system.
  | 'path'
  // A name that cannot be written here unchanged.
  | 'name'
  // Two entries that are the same file here.
  | 'duplicate'
  // A link that leads out, in a circle or nowhere, or a file written through a link.
  | 'link'
  // A device or a pipe.
  | 'special'
  // A limit was exceeded: entries, bytes, growth, or length of a path.
  | 'tooMany'
  | 'tooLarge'
  | 'tooDense'
  | 'tooLong';
