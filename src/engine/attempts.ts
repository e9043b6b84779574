/** Runs steps that do not depend on one another: each is tried, and the first failure is told at the end. */
export class Attempts {
  #first: { readonly error: unknown } | undefined;

  /** What `work` gives, or `otherwise` when it fails. */
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
