/** How much of a file the engine has, for servers that must not break a connection earlier. */
export class HeldBytes {
  #bytes = 0;
  readonly #waiting = new Map<() => void, number>();

  get bytes(): number {
    return this.#bytes;
  }

  set(bytes: number): void {
    this.#bytes = bytes;
    for (const [resolve, wanted] of this.#waiting) {
      if (bytes < wanted) continue;
      this.#waiting.delete(resolve);
      resolve();
    }
  }

  /** Resolves when the engine has that many bytes. */
  reach(bytes: number): Promise<void> {
    if (this.#bytes >= bytes) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(resolve, bytes));
  }
}
