/** A name in a directory. */
export interface Place {
  readonly directory: number;
  readonly name: string;
}

export type Kind = 'file' | 'directory' | 'link';

/** A change of a disk, or a report about one, in order. Numbers are inodes. */
export type Step =
  | {
      readonly does: 'make';
      readonly at: Place;
      readonly inode: number;
      readonly kind: Kind;
      readonly mode: number;
      /** The target of a symbolic link. */
      readonly target?: string | undefined;
    }
  | { readonly does: 'link'; readonly at: Place; readonly inode: number }
  | { readonly does: 'remove'; readonly at: Place; readonly inode: number }
  | { readonly does: 'move'; readonly from: Place; readonly to: Place; readonly inode: number }
  | { readonly does: 'write'; readonly inode: number; readonly position: number; readonly bytes: Buffer }
  | { readonly does: 'cut'; readonly inode: number; readonly sizeBytes: number }
  | { readonly does: 'chmod'; readonly inode: number; readonly mode: number }
  | { readonly does: 'touch'; readonly inode: number; readonly atMs: number }
  /** From here on, everything done to the inode before the step `upTo` is on disk. */
  | { readonly does: 'sync'; readonly inode: number; readonly upTo: number; readonly path: string }
  | { readonly does: 'say'; readonly what: string };

interface Node {
  readonly kind: Kind;
  readonly target: string | undefined;
  mode: number;
  atMs: number | undefined;
}

export const ROOT = 0;

/** Directories, names and rights after the steps so far. The bytes of files are kept elsewhere. */
export class Tree {
  readonly #nodes: Map<number, Node>;
  readonly #names: Map<number, Map<string, number>>;

  constructor(nodes: Map<number, Node> = new Map(), names: Map<number, Map<string, number>> = new Map()) {
    this.#nodes = nodes;
    this.#names = names;
    if (nodes.size > 0) return;
    nodes.set(ROOT, { kind: 'directory', target: undefined, mode: 0o700, atMs: undefined });
    names.set(ROOT, new Map());
  }

  clone(): Tree {
    const nodes = new Map([...this.#nodes].map(([inode, node]) => [inode, { ...node }]));
    return new Tree(nodes, new Map([...this.#names].map(([inode, names]) => [inode, new Map(names)])));
  }

  /** The number of known inodes. Their numbers are lower than this unless some are missing. */
  get size(): number {
    return this.#nodes.size;
  }

  node(inode: number): Readonly<Node> | undefined {
    return this.#nodes.get(inode);
  }

  names(directory: number): ReadonlyMap<string, number> {
    return this.#names.get(directory) ?? new Map<string, number>();
  }

  /** The inode at a path below the root. */
  find(parts: readonly string[]): number | undefined {
    let inode: number | undefined = ROOT;
    for (const part of parts) inode = inode === undefined ? undefined : this.names(inode).get(part);
    return inode;
  }

  /** The directory and name that a path leads to, whether or not the name exists. */
  place(parts: readonly string[]): Place {
    const directory = this.find(parts.slice(0, -1));
    const name = parts.at(-1);
    if (directory === undefined || name === undefined) throw new Error(`no directory for ${parts.join('/')}`);
    return { directory, name };
  }

  /** All names of an inode. */
  placesOf(inode: number): readonly Place[] {
    return [...this.#names].flatMap(([directory, names]) =>
      [...names].flatMap(([name, found]) => (found === inode ? [{ directory, name }] : [])),
    );
  }

  apply(step: Step): void {
    switch (step.does) {
      case 'make':
        this.#nodes.set(step.inode, { kind: step.kind, target: step.target, mode: step.mode, atMs: undefined });
        if (step.kind === 'directory') this.#names.set(step.inode, new Map());
        return this.put(step.at, step.inode);
      case 'link':
        return this.put(step.at, step.inode);
      case 'remove':
        return this.drop(step.at);
      case 'move':
        this.drop(step.from);
        return this.put(step.to, step.inode);
      case 'chmod':
        return this.#change(step.inode, (node) => void (node.mode = step.mode));
      case 'touch':
        return this.#change(step.inode, (node) => void (node.atMs = step.atMs));
      default:
    }
  }

  put({ directory, name }: Place, inode: number): void {
    this.#names.get(directory)?.set(name, inode);
  }

  drop({ directory, name }: Place): void {
    this.#names.get(directory)?.delete(name);
  }

  /** Takes over what another tree knows about an inode. */
  adopt(inode: number, other: Tree): void {
    const node = other.node(inode);
    if (!node || this.#nodes.has(inode)) return;
    this.#nodes.set(inode, { ...node });
    if (node.kind === 'directory') this.#names.set(inode, new Map());
  }

  #change(inode: number, change: (node: Node) => void): void {
    const node = this.#nodes.get(inode);
    if (node) change(node);
  }
}
