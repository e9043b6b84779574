/** Runs independent steps: each is tried, and the first failure is thrown at the end. */
export class Attempts {
  #first: { readonly error: unknown } | undefined;

  /** The result of `work`, or `otherwise` when it fails. */
  async try<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#first ??= { error };
      return otherwise;
    }
  }

  /** Throws the first failure, if there was any. */
  end(): void {
    if (this.#first) throw this.#first.error;
  }
}
