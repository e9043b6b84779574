/** Lets several speak at once and be heard one after another: the first at once, the others when those before have ended. */
export class Turns {
  readonly #left: string[];
  readonly #show: (text: string) => void;
  readonly #kept = new Map<string, string>();
  readonly #ended = new Set<string>();

  /** `names`: who speaks, in the order of their turns. */
  constructor(names: readonly string[], show: (text: string) => void) {
    this.#left = [...names];
    this.#show = show;
  }

  print(name: string, text: string): void {
    if (name === this.#left[0]) this.#show(text);
    else this.#kept.set(name, (this.#kept.get(name) ?? '') + text);
  }

  /** What was kept of the next ones is shown, up to the first that still speaks. */
  end(name: string): void {
    this.#ended.add(name);
    for (let [first] = this.#left; first !== undefined && this.#ended.has(first); [first] = this.#left) {
      this.#left.shift();
      const [next] = this.#left;
      if (next !== undefined) this.#show(this.#kept.get(next) ?? '');
    }
  }
}
