import { hash } from 'node:crypto';
import { chmodSync, lutimesSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from './states.ts';
import { ROOT } from './tree.ts';

/** Creates a directory in that state, with its times and rights. */
export function materialise(state: State, path: string, inode = ROOT): void {
  mkdirSync(path, { recursive: true });
  for (const [name, child] of state.tree.names(inode)) {
    const full = join(path, name);
    const node = state.tree.node(child);
    if (node?.kind === 'directory') materialise(state, full, child);
    else if (node?.kind === 'link') symlinkSync(node.target ?? '', full);
    else writeFileSync(full, state.bytes(child));
    if (node?.kind !== 'link') chmodSync(full, node?.mode ?? 0o600);
    if (node?.atMs === undefined) continue;
    const seconds = node.atMs / 1000;
    (node.kind === 'link' ? lutimesSync : utimesSync)(full, seconds, seconds);
  }
}

/** Equal for states that differ only in times. */
export function fingerprint(state: State): string {
  return hash('sha256', linesOf(state).join('\n'));
}

/** One line for each name. */
export function linesOf(state: State): readonly string[] {
  const lines: string[] = [];
  const look = (inode: number, path: string): void => {
    for (const [name, child] of state.tree.names(inode)) {
      const node = state.tree.node(child);
      const at = `${path}/${name}`;
      const content = node?.kind === 'file' ? digestOf(state.bytes(child)) : (node?.target ?? '');
      lines.push(`${at} ${node?.kind} ${node?.mode} ${content}`);
      if (node?.kind === 'directory') look(child, at);
    }
  };
  look(ROOT, '');
  return lines.toSorted();
}

const digests = new WeakMap<Buffer, string>();

function digestOf(bytes: Buffer): string {
  const known = digests.get(bytes);
  if (known !== undefined) return known;
  const digest = hash('sha256', bytes);
  digests.set(bytes, digest);
  return digest;
}
