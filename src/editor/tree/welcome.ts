import { setContext } from '../contextKeys.ts';
import { CONTEXTS } from '../ids.ts';
import type { Services } from '../services.ts';

/** Which welcome replaces an empty tree: "no instance", or "sign in to see anything". */
export class Welcome {
  readonly #settings: Services['settings'];
  /** Instances that show nothing without a token. */
  readonly #closed = new Set<string>();
  #needsToken = false;

  constructor(settings: Services['settings']) {
    this.#settings = settings;
    this.#tell();
  }

  get needsToken(): boolean {
    return this.#needsToken;
  }

  /** Notes what an instance shows; returns whether the tree is now empty without a token. */
  note(instance: string, isClosed: boolean, hasOtherRows: boolean): boolean {
    if (isClosed) this.#closed.add(instance);
    else this.#closed.delete(instance);
    const { current, problems } = this.#settings;
    const all = current.instances.length > 0 && current.instances.every(({ url }) => this.#closed.has(url));
    if (!all || problems.length > 0 || hasOtherRows) return false;
    this.#needsToken = true;
    this.#tell();
    return true;
  }

  /** Removes the welcome, so that the instances are asked again. */
  reopen(): void {
    this.#closed.clear();
    this.#needsToken = false;
    this.#tell();
  }

  #tell(): void {
    setContext(CONTEXTS.noInstance, this.#settings.current.instances.length === 0);
    setContext(CONTEXTS.needsToken, this.#needsToken);
  }
}
