/** Texts that may be keys, and where they came from. */
export interface OfferedKeys {
  readonly texts: readonly string[];
  /** For display: `minisign.pub of forgejo/runner v3.0.0`. */
  readonly from: string;
  /** Whether anyone who may upload to the release could have put them there. */
  readonly isFromRelease: boolean;
}
