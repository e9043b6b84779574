import { createHash } from 'node:crypto';
import type { ArchiveEntry } from './archiveEntry.ts';
import { entryPath } from './entryPath.ts';
import type { PathRules } from './entryPath.ts';
import { demand } from './fault.ts';
import type { Budget } from './limits.ts';
import { copyLinks } from './linkCopies.ts';
import type { ArchiveLink } from './linkCopies.ts';
import { checkLink } from './checkLink.ts';
import { NameTree } from './nameTree.ts';
import type { Stage } from './stage.ts';

export interface UnpackedFile {
  /** Below the target, with `/` between its parts. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly executable: boolean;
  /** The digest of the written bytes, of executable files and only if asked for. */
  readonly sha256?: string | undefined;
}

interface WriterRules extends PathRules {
  /** Whether executable files are hashed while they are written. @default false */
  readonly hashExecutables?: boolean | undefined;
}

/**
 * Files that macOS adds to archives: the attributes of `name` in `._name`, and those of all files in `__MACOSX/`. They are
 * noise next to the program, and at the top they hide that one directory holds everything.
 */
function isLeftover(at: readonly string[]): boolean {
  return at[0] === '__MACOSX' || at.at(-1)?.startsWith('._') === true || at.at(-1) === '.DS_Store';
}

/** Reads to the end, so that the bytes count and are checked. */
async function drain(content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of content);
}

interface NotedFile extends UnpackedFile {
  /** The name as the archive spells it; `undefined` for a hard link. */
  readonly spelling: string | undefined;
}

/** Writes an archive's entries into a stage, one by one; symbolic links come last. */
export class EntryWriter {
  readonly #stage: Stage;
  readonly #rules: WriterRules;
  readonly #tree: NameTree;
  readonly #budget: Budget;
  readonly #files = new Map<string, NotedFile>();
  readonly #links: ArchiveLink[] = [];

  constructor(stage: Stage, rules: WriterRules, budget: Budget) {
    this.#stage = stage;
    this.#budget = budget;
    this.#rules = rules;
    this.#tree = new NameTree(rules.platform);
  }

  /** @throws ArchiveFault for every entry that is not clearly inside the stage */
  async add(entry: ArchiveEntry): Promise<void> {
    this.#budget.takeEntry();
    const at = entryPath(entry.name, this.#rules);
    if (isLeftover(at)) return drain(entry.content);
    if (at.length === 0) return demand(entry.kind === 'directory', 'path', 'the root is not a directory', entry.name);
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

  /** Makes the links. Returns the directory to publish: the only one at the top, if the caller wants that. */
  async finish(stripTop: boolean): Promise<{ top: readonly string[]; files: readonly UnpackedFile[] }> {
    const top = stripTop ? this.#onlyTop() : [];
    for (const { at, target } of this.#links) checkLink(this.#tree, top, at, target);
    const unmade: ArchiveLink[] = [];
    for (const link of this.#links) if (!(await this.#stage.makeSymlink(link.at, link.target))) unmade.push(link);
    await copyLinks(this.#stage, unmade, this.#budget);
    for (const { at } of this.#links) await this.#stage.checkSymlink(top, at);
    const cut = top.map((name) => name.length + 1).reduce((sum, length) => sum + length, 0);
    return {
      top,
      files: [...this.#files.values()].map(({ path, sizeBytes, executable, sha256 }) => {
        return { path: path.slice(cut), sizeBytes, executable, ...(sha256 !== undefined && { sha256 }) };
      }),
    };
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

  async #addFile(at: readonly string[], { name: spelling, content, executable }: ArchiveEntry): Promise<void> {
    const same = this.#files.get(at.join('/'));
    if (same?.spelling === spelling && same.executable === executable) return this.#compare(at, content);
    await this.#claim(at, { kind: 'file' });
    const hash = executable && this.#rules.hashExecutables ? createHash('sha256') : undefined;
    let sizeBytes = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of content) {
        sizeBytes += chunk.length;
        hash?.update(chunk);
        yield chunk;
      }
    };
    await this.#stage.writeFile(at, counted(), executable);
    this.#note(at, { sizeBytes, executable, spelling, sha256: hash?.digest('hex') });
  }

  /** Archives often contain a licence twice. Two entries with the same name and bytes are the same file. */
  async #compare(at: readonly string[], content: AsyncIterable<Uint8Array>): Promise<void> {
    demand(await this.#stage.hasBytes(at, content), 'duplicate', 'two files with the same name', at.join('/'));
  }

  /** Only to an earlier file, which excludes everything outside. */
  async #addHardLink(at: readonly string[], target: string): Promise<void> {
    const existing = entryPath(target, this.#rules);
    const file = this.#files.get(existing.join('/'));
    demand(file !== undefined, 'link', 'a hard link to a missing entry', at.join('/'));
    await this.#claim(at, { kind: 'file' });
    const how = await this.#stage.linkFile(existing, at);
    if (how === 'copied') this.#budget.takeBytes(file.sizeBytes);
    this.#note(at, { ...file, spelling: undefined });
  }

  #note(at: readonly string[], file: Omit<NotedFile, 'path'>): void {
    const path = at.join('/');
    this.#files.set(path, { ...file, path });
  }

  /** The name `bin` says what its files are, so it is not a mere wrapper. */
  #onlyTop(): readonly string[] {
    const [only, ...others] = this.#tree.root.children.values();
    const isWrapping = only?.kind === 'directory' && others.length === 0 && !/^s?bin$/i.test(only.name);
    return isWrapping ? [only.name] : [];
  }
}
