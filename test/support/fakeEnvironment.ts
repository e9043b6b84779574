import type { TerminalPathOptions } from '../../src/editor/start/terminalPath.ts';

type Collection = TerminalPathOptions['collection'];
export type Folder = ReturnType<TerminalPathOptions['folders']>[number];

interface Entry {
  readonly value: string;
  readonly scope: string | undefined;
}

/**
 * The changes of one extension to the environment of terminals, merged like in VS Code 1.139: entries for the window and for
 * a folder are not joined, but the last one made wins. Folders are identified by their number.
 */
export class FakeEnvironment {
  /** The PATH entries in the order of their creation, by scope. */
  #entries = new Map<string, Entry>();
  readonly #descriptions = new Map<string, string>();
  /** How often the editor compared the environment of terminals with a new one. */
  changeCount = 0;

  get collection(): Collection {
    return Object.assign(this.#of(undefined), {
      getScoped: ({ workspaceFolder }: { readonly workspaceFolder?: Folder }) => this.#of(workspaceFolder),
      clear: () => {
        this.#entries.clear();
        this.#descriptions.clear();
        this.changeCount += 1;
      },
    }) as unknown as Collection;
  }

  /** What the PATH of a new terminal in that folder starts with. */
  path(index?: number): string {
    const applied = [...this.#entries.values()].filter(({ scope }) => scope === undefined || scope === String(index));
    return applied.at(-1)?.value ?? '';
  }

  description(index?: number): string | undefined {
    return this.#descriptions.get(String(index));
  }

  /** Reopens the window: only what is stored on disk is left. */
  reopen(): void {
    this.changeCount = 0;
  }

  #of(folder: Folder | undefined): object {
    const scope = folder && String(folder.index);
    const key = String(scope);
    const [entries, descriptions] = [(): Map<string, Entry> => this.#entries, this.#descriptions];
    return {
      get: () => entries().get(key),
      prepend: (_: string, value: string) => {
        this.changeCount += 1;
        entries().set(key, { value, scope });
      },
      get description() {
        return descriptions.get(key);
      },
      set description(text: string | undefined) {
        if (text === undefined) descriptions.delete(key);
        else descriptions.set(key, text);
      },
    };
  }
}
