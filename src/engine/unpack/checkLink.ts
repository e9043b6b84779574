import { demand } from './fault.ts';
import type { NameTree, NameNode } from './nameTree.ts';

/** As many as Linux follows (path_resolution(7)). */
const MAX_HOPS = 40;

/**
 * Follows a symbolic link through the names of its archive, as the system would. It must stay below `top`. Its target may be
 * missing, which is harmless because nothing is written after the links are made.
 * @throws ArchiveFault `link`, `tooLong`
 */
export function checkLink(tree: NameTree, top: readonly string[], link: readonly string[], target: string): void {
  const entry = link.join('/');
  const leadsOut = `the link ${entry} points outside the archive`;
  const stack = nodesTo(tree, link.slice(0, -1));
  const todo = parts(target, entry);
  for (let hops = 0; todo.length > 0;) {
    const part = todo.shift() ?? '';
    if (part === '..') {
      stack.pop();
      demand(stack.length > top.length, 'link', leadsOut, entry);
      continue;
    }
    const found = tree.child(stack.at(-1) ?? tree.root, part);
    if (!found) {
      demand(!todo.includes('..'), 'link', 'a link goes up from a missing directory', entry);
      return;
    }
    if (found.kind === 'symlink') {
      hops += 1;
      demand(hops <= MAX_HOPS, 'link', 'a cycle of links', entry);
      todo.unshift(...parts(found.target ?? '', entry));
    } else {
      demand(found.kind === 'directory' || todo.length === 0, 'link', 'a link goes through a file', entry);
      stack.push(found);
    }
  }
}

/** From the root of the archive down to a directory in it. */
function nodesTo(tree: NameTree, path: readonly string[]): NameNode[] {
  const nodes = [tree.root];
  for (const name of path) {
    const next = tree.child(nodes.at(-1) ?? tree.root, name);
    if (next) nodes.push(next);
  }
  return nodes;
}

/** Linux's PATH_MAX: no system makes a link to a longer path. */
const MAX_TARGET_BYTES = 4096;

function parts(target: string, entry: string): string[] {
  demand(target !== '', 'link', 'an empty link target', entry);
  demand(Buffer.byteLength(target) < MAX_TARGET_BYTES, 'tooLong', 'a link target is too long', entry);
  demand(
    !/\p{Cc}|\\|^\/|^[a-z]:/iu.test(target),
    'link',
    'an absolute link, or one that is ambiguous across systems',
    entry,
  );
  return target.split('/').filter((part) => part !== '' && part !== '.');
}
