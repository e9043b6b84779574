import { demand } from './fault.ts';

export interface NameNode {
  /** The name as the archive spells it. */
  readonly name: string;
  readonly kind: 'directory' | 'file' | 'symlink';
  /** Target of a symbolic link. */
  readonly target?: string;
  /** The children by folded name. */
  readonly children: Map<string, NameNode>;
}

/** The names that an archive uses, as this platform's file system would hold them: each is one thing with one spelling. */
export class NameTree {
  readonly root: NameNode = { name: '', kind: 'directory', children: new Map() };
  readonly #fold: (name: string) => string;

  constructor(platform: NodeJS.Platform) {
    this.#fold = foldFor(platform);
  }

  /**
   * Claims a path and its directories. Returns the directories that are new, outermost first. A directory may be named any
   * number of times.
   * @throws ArchiveFault `duplicate`, or `link` if the path goes through one
   */
  claim(path: readonly string[], node: Omit<NameNode, 'name' | 'children'>): readonly (readonly string[])[] {
    const entry = path.join('/');
    const fresh: (readonly string[])[] = [];
    let at = this.root;
    for (const [index, name] of path.entries()) {
      const last = index === path.length - 1;
      const found = this.child(at, name);
      if (found) {
        demand(found.name === name, 'duplicate', `${found.name} in another spelling`, entry);
        demand(last || found.kind !== 'symlink', 'link', 'written through a link', entry);
        demand(found.kind === 'directory' && (!last || node.kind === 'directory'), 'duplicate', 'named twice', entry);
        at = found;
      } else {
        const made: NameNode = { ...(last ? node : { kind: 'directory' }), name, children: new Map() };
        at.children.set(this.#fold(name), made);
        if (made.kind === 'directory') fresh.push(path.slice(0, index + 1));
        at = made;
      }
    }
    return fresh;
  }

  child(node: NameNode, name: string): NameNode | undefined {
    return node.children.get(this.#fold(name));
  }

  /** What a path names, without following links. */
  find(path: readonly string[]): NameNode | undefined {
    return path.reduce<NameNode | undefined>((at, name) => at && this.child(at, name), this.root);
  }
}

/**
 * Windows and macOS treat names that differ only in case as equal, macOS also those that Unicode calls equivalent or that
 * differ in invisible characters. Elsewhere names are bytes, and archives rely on that (the terminal database has `E` and
 * `e`). If a directory there folds case after all, the existing file reveals it.
 */
function foldFor(platform: NodeJS.Platform): (name: string) => string {
  if (platform !== 'win32' && platform !== 'darwin') return (name) => name;
  return (name) => {
    const visible = name.normalize('NFD').replace(/\p{Cf}/gu, '');
    return visible.toUpperCase().toLowerCase().normalize('NFC');
  };
}
