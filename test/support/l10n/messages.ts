import { globSync, readFileSync } from 'node:fs';
import { argumentsOf, calledName, literalText, nodesOf } from './syntax.ts';
import type { SyntaxNode } from './syntax.ts';

export interface FileNodes {
  readonly path: string;
  readonly nodes: readonly SyntaxNode[];
}

/** The files with words for people in the editor. The command line speaks only English. */
export function wordFiles(): readonly FileNodes[] {
  const paths = globSync(['src/words/**/*.ts', 'src/editor/**/*.ts', 'src/start.ts', 'src/extension.ts']).sort();
  return paths
    .filter((path) => !path.endsWith('translate.ts'))
    .map((path) => ({ path, nodes: nodesOf(readFileSync(path, 'utf8')) }));
}

interface Messages {
  /** The English texts, sorted. */
  readonly keys: readonly string[];
  /** Calls whose text is not a literal, so nobody can translate it. */
  readonly unreadable: readonly string[];
}

const MESSAGE_ARGUMENTS: ReadonlyMap<string, readonly number[]> = new Map([
  ['t', [0]],
  ['plural', [1, 2]],
]);

/** The texts that are passed to `t` and `plural`. */
export function messagesIn(files: readonly FileNodes[]): Messages {
  const keys = new Set<string>();
  const unreadable: string[] = [];
  for (const { path, nodes } of files) {
    for (const node of nodes) {
      if (node.type !== 'CallExpression') continue;
      for (const index of MESSAGE_ARGUMENTS.get(calledName(node)) ?? []) {
        const text = literalText(argumentsOf(node)[index]);
        if (text === undefined) unreadable.push(`${path}:${node.loc?.start.line}`);
        else keys.add(text);
      }
    }
  }
  return { keys: [...keys].sort(), unreadable };
}

/** The sorted placeholders, such as `{0}`, and the commands of Markdown links, which a translation has to keep as well. */
export function placeholders(text: string): string {
  return [...new Set(text.match(/\{\d+\}|\(command:[\w.]+\)/g))].sort().join(' ');
}
