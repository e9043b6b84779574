/** Prints the output of several tasks in order: the first at once, each other one when those before it have ended. */
export class OrderedOutput {
  readonly #left: string[];
  readonly #show: (text: string) => void;
  readonly #kept = new Map<string, string>();
  readonly #ended = new Set<string>();

  /** `names`: the tasks in the order of printing. */
  constructor(names: readonly string[], show: (text: string) => void) {
    this.#left = [...names];
    this.#show = show;
  }

  print(name: string, text: string): void {
    if (name === this.#left[0]) this.#show(text);
    else this.#kept.set(name, (this.#kept.get(name) ?? '') + text);
  }

  /** Marks a task as ended and shows the stored output of the next ones, up to the first that still runs. */
  end(name: string): void {
    this.#ended.add(name);
    for (let [first] = this.#left; first !== undefined && this.#ended.has(first); [first] = this.#left) {
      this.#left.shift();
      const [next] = this.#left;
      if (next !== undefined) this.#show(this.#kept.get(next) ?? '');
    }
  }
}
