import { EngineError, assertFullyListed, recordKey } from '../../engine/index.ts';
import type { Asset } from '../../engine/index.ts';
import { VIEWS } from '../ids.ts';
import type { Services } from '../services.ts';
import { toAsset, toNode } from './nodeSchemas.ts';
import type { Node } from './nodeSchemas.ts';
import { assetOf, partialsOf, recordsOf } from './recordTargets.ts';
import { t } from '../../words/translate.ts';

type Views = Pick<Services, 'tree' | 'cacheTree' | 'installedTree'>;

/**
 * The arguments of a command as a menu passes them: a row, and all selected rows. A key can only pass the id of its view,
 * whose selection takes its place. `null` is no row, for a key in a view where nothing is selected: `undefined` would be the
 * palette, which uses the selection of other views or asks.
 */
export async function withRowsOfKey(views: Views, args: readonly unknown[]): Promise<readonly unknown[]> {
  const view = viewOf(views, args[0]);
  if (!view) return args;
  const rows = await view.selected();
  return [rows[0] ?? null, rows];
}

function viewOf({ tree, cacheTree, installedTree }: Views, id: unknown): Views[keyof Views] | undefined {
  switch (id) {
    case VIEWS.artifacts:
      return tree;
    case VIEWS.cache:
      return cacheTree;
    case VIEWS.installed:
      return installedTree;
    default:
      return undefined;
  }
}

/**
 * The rows that a command acts on. A menu passes the row and the selection, as does a key (`withRowsOfKey`). The
 * palette passes nothing; then the selection counts, in the view where a row was selected last.
 */
export function nodesOf(
  { tree, cacheTree }: Pick<Services, 'tree' | 'cacheTree'>,
  args: readonly unknown[],
): readonly Node[] {
  const [first, selected] = args;
  if (first === undefined) {
    const [latest, other] = cacheTree.chosenAt > tree.chosenAt ? [cacheTree, tree] : [tree, cacheTree];
    return toNodes(latest.selection.length > 0 ? latest.selection : other.selection);
  }
  const asset = toAsset(first);
  if (asset) return [{ kind: 'asset', asset }];
  // The clicked row counts even if the selection is elsewhere.
  const isSelected = Array.isArray(selected) && selected.includes(first);
  return toNodes(isSelected ? (selected as readonly unknown[]) : [first]);
}

function toNodes(rows: readonly unknown[]): readonly Node[] {
  return rows.flatMap((row) => toNode(row) ?? []);
}

/**
 * The files that a command acts on: those of the rows or, in the palette, those that `ask` returns. None when dismissed, and
 * for rows without files; it says so for a version.
 */
export async function chosenAssets(
  services: Services,
  args: readonly unknown[],
  ask: () => Promise<readonly Asset[] | undefined>,
): Promise<readonly Asset[]> {
  const nodes = nodesOf(services, args);
  const assets = await assetsOf(services, nodes);
  if (assets.length > 0) return assets;
  if (nodes.some(({ kind }) => kind === 'version')) {
    await services.ui.inform(t('There are no files in this version.'));
    return [];
  }
  return args.length > 0 ? [] : ((await ask()) ?? []);
}

/** All files that the rows stand for, each once. Requests the files of a package version from the instance. */
export async function assetsOf(services: Services, nodes: readonly Node[]): Promise<readonly Asset[]> {
  const found = await Promise.all(nodes.map((node) => assetsOfNode(services, node)));
  return [...new Map(found.flat().map((asset) => [recordKey(asset), asset])).values()];
}

async function assetsOfNode(services: Services, node: Node): Promise<readonly Asset[]> {
  switch (node.kind) {
    case 'asset':
      return [node.asset];
    case 'evidenceFiles':
      return node.files.map(({ asset }) => asset);
    case 'version': {
      // A draft has no address of its own, so only the listed files are known.
      if (node.release) {
        assertFullyListed({ ...node, unlisted: node.release.unlisted });
        const assets = node.release.assets.flatMap((asset) => toAsset(asset) ?? []);
        return assets.filter(({ instance }) => instance === node.instance);
      }
      const engine = services.engine.get();
      const listed = (await engine.version(node.instance, node.source, node.version)).value;
      assertFullyListed(listed);
      return listed.assets;
    }
    case 'cacheInstance':
    case 'cacheVersion':
    case 'cacheFile':
      return (await recordsOf(services, [node])).map(assetOf);
    case 'cachePartial':
      return (await partialsOf(services, [node])).map(({ asset }) => asset);
    default:
      return [];
  }
}

/** Record keys of the rows whose download is running or queued. */
export function activeKeys(services: Services, args: readonly unknown[]): readonly string[] {
  const active = new Set(services.downloads.active.map(({ key }) => key));
  const keys = nodesOf(services, args).flatMap((node) => {
    if (node.kind === 'asset') return [recordKey(node.asset)];
    return node.kind === 'cachePartial' ? [node.partial.key] : [];
  });
  return keys.filter((key) => active.has(key));
}

/**
 * The engine itself contacts only configured instances; this guards uses of an address outside it.
 * @throws EngineError `unknownInstance`
 */
export function requireConfigured({ instances }: Pick<Services, 'instances'>, instance: string): void {
  if (!instances.get(instance)) throw new EngineError('unknownInstance', 'it is not configured', { instance });
}
