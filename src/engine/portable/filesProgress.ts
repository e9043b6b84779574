/** The progress of an export or import. First all files are fetched, then an export writes them. */
export interface FilesProgress {
  readonly phase: 'fetch' | 'write';
  /** The tool whose file made progress. */
  readonly tool: string;
  readonly files: number;
  readonly doneFiles: number;
  /** The bytes done in this phase. Cached files count as fetched. */
  readonly doneBytes: number;
  /** The bytes of all files; files of unknown size count once they are there. */
  readonly sizeBytes: number;
  /** The mirror that sends the file. */
  readonly mirror?: string | undefined;
}

type CurrentFile = Pick<FilesProgress, 'tool' | 'mirror'>;

/** Adds up the files of one phase, which are handled one after the other. */
export class FilesProgressTracker {
  readonly #phase: FilesProgress['phase'];
  readonly #files: number;
  readonly #sizeBytes: number;
  readonly #onProgress: ((progress: FilesProgress) => void) | undefined;
  #doneFiles = 0;
  #doneBytes = 0;

  constructor(
    phase: FilesProgress['phase'],
    sizes: readonly (number | undefined)[],
    onProgress: ((progress: FilesProgress) => void) | undefined,
  ) {
    this.#phase = phase;
    this.#files = sizes.length;
    this.#sizeBytes = sizes.reduce<number>((total, one) => total + (one ?? 0), 0);
    this.#onProgress = onProgress;
  }

  /** Notes how many bytes of the current file have arrived. */
  at(currentBytes: number, { tool, mirror }: CurrentFile): void {
    const doneBytes = this.#doneBytes + currentBytes;
    const sizeBytes = Math.max(this.#sizeBytes, doneBytes);
    const counts = { files: this.#files, doneFiles: this.#doneFiles, doneBytes, sizeBytes };
    this.#onProgress?.({ phase: this.#phase, tool, ...counts, mirror });
  }

  /** Notes that the current file, of that size, has arrived or failed. */
  ended(sizeBytes: number, current: CurrentFile): void {
    this.#doneFiles += 1;
    this.#doneBytes += sizeBytes;
    this.at(0, current);
  }
}
