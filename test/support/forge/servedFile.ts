/** A file to serve with ranges and validators. */
export interface ServedFile {
  readonly bytes: Buffer;
  readonly etag: string | undefined;
  readonly modifiedAt: Date;
  readonly contentType: string;
  readonly disposition: string;
}
