import type { ArchiveEntry } from './archiveEntry.ts';
import { entryPath } from './entryPath.ts';
import type { PathRules } from './entryPath.ts';
import { demand } from './fault.ts';
import type { Budget } from './limits.ts';
import { checkLink } from './links.ts';
import { NameTree } from './nameTree.ts';
import type { Stage } from './stage.ts';

export interface UnpackedFile {
  /** Below the target, with `/` between its parts. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly executable: boolean;
}

interface Link {
  readonly at: readonly string[];
  readonly target: string;
}

/** Puts an archive's entries into a stage, one by one; symbolic links when all else is there. */
export class EntryWriter {
  readonly #stage: Stage;
  readonly #rules: PathRules;
  readonly #tree: NameTree;
  readonly #budget: Budget;
  readonly #files = new Map<string, UnpackedFile>();
  readonly #links: Link[] = [];

  constructor(stage: Stage, rules: PathRules, budget: Budget) {
    this.#stage = stage;
    this.#budget = budget;
    this.#rules = rules;
    this.#tree = new NameTree(rules.platform);
  }

  /** @throws ArchiveFault for every entry that is not plainly a thing inside */
  async add(entry: ArchiveEntry): Promise<void> {
    this.#budget.takeEntry();
    const at = entryPath(entry.name, this.#rules);
    if (at.length === 0) return demand(entry.kind === 'directory', 'path', 'the root is no directory', entry.name);
    switch (entry.kind) {
      case 'directory':
        return this.#claim(at, { kind: 'directory' });
      case 'file':
        return this.#addFile(at, entry);
      case 'hardlink':
        return this.#addHardLink(at, entry.linkTarget ?? '');
      case 'symlink': {
        const target = entry.linkTarget ?? '';
        await this.#claim(at, { kind: 'symlink', target });
        this.#links.push({ at, target });
      }
    }
  }

  /** Makes the links. Gives the directory that is to be the result: the only one at the top, if that is wanted. */
  async finish(stripTop: boolean): Promise<{ top: readonly string[]; files: readonly UnpackedFile[] }> {
    const top = stripTop ? this.#onlyTop() : [];
    for (const { at, target } of this.#links) checkLink(this.#tree, top, at, target);
    for (const { at, target } of this.#links) await this.#stage.makeSymlink(at, target);
    for (const { at } of this.#links) await this.#stage.checkSymlink(top, at);
    const cut = top.map((name) => name.length + 1).reduce((sum, length) => sum + length, 0);
    return { top, files: [...this.#files.values()].map((file) => ({ ...file, path: file.path.slice(cut) })) };
  }

  async #claim(
    at: readonly string[],
    node: { kind: 'directory' | 'file' | 'symlink'; target?: string },
  ): Promise<void> {
    for (const directory of this.#tree.claim(at, node)) {
      if (directory.length < at.length) this.#budget.takeEntry();
      await this.#stage.makeDirectory(directory);
    }
  }

  async #addFile(at: readonly string[], { content, executable }: ArchiveEntry): Promise<void> {
    await this.#claim(at, { kind: 'file' });
    let sizeBytes = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of content) {
        sizeBytes += chunk.length;
        yield chunk;
      }
    };
    await this.#stage.writeFile(at, counted(), executable);
    this.#note(at, { sizeBytes, executable });
  }

  /** Only to a file that came before it, which excludes all that is outside. */
  async #addHardLink(at: readonly string[], target: string): Promise<void> {
    const existing = entryPath(target, this.#rules);
    const file = this.#files.get(existing.join('/'));
    demand(file !== undefined, 'link', 'a hard link to what is not there', at.join('/'));
    await this.#claim(at, { kind: 'file' });
    const how = await this.#stage.linkFile(existing, at);
    if (how === 'copied') this.#budget.takeBytes(file.sizeBytes);
    this.#note(at, file);
  }

  #note(at: readonly string[], { sizeBytes, executable }: Omit<UnpackedFile, 'path'>): void {
    const path = at.join('/');
    this.#files.set(path, { path, sizeBytes, executable });
  }

  #onlyTop(): readonly string[] {
    const [only, ...others] = this.#tree.root.children.values();
    return only?.kind === 'directory' && others.length === 0 ? [only.name] : [];
  }
}
