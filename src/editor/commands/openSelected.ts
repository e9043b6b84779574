import { recordKey } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import * as vscode from 'vscode';
import { downloadAssets } from './download.ts';
import type { Node } from './nodeSchemas.ts';
import { reveal } from './reveal.ts';
import { nodesOf } from './targets.ts';

/** Enter: downloads what is not here, reveals what is, opens and closes everything else. */
export async function openSelected(services: Services, ...args: readonly unknown[]): Promise<void> {
  const nodes = nodesOf(services, args);
  const [first] = nodes;
  const here = new Set(services.records.list().map(({ key }) => key));
  const wanted = nodes.flatMap((node) => (node.kind === 'asset' && !isHere(here, node) ? [node.asset] : []));
  if (wanted.length > 0) return downloadAssets(services, wanted);
  if (first) await openOne(services, first);
}

function isHere(here: ReadonlySet<string>, node: Extract<Node, { kind: 'asset' }>): boolean {
  return here.has(recordKey(node.asset));
}

async function openOne(services: Services, node: Node): Promise<void> {
  switch (node.kind) {
    case 'asset':
    case 'cacheFile':
      return reveal(services, node);
    case 'more':
    case 'message':
      // They are rows with a command, which the selection that comes before this has run already.
      return;
    default:
      return void (await vscode.commands.executeCommand('list.toggleExpand'));
  }
}
