import { recordKey, scopeId } from '../../engine/index.ts';
import type { Asset, AssetRecord, IdlePartial } from '../../engine/index.ts';
import { VIEWS } from '../ids.ts';
import type { Services } from '../services.ts';
import { isAsset, isNode } from './nodeSchemas.ts';
import type { Node } from './nodeSchemas.ts';

type Views = Pick<Services, 'tree' | 'cacheTree'>;

/**
 * The rows that a command is about. A menu hands over the row and the selection; a key the id of its view, whose selection
 * it then is; the palette nothing, and then it is what is selected.
 */
export function nodesOf({ tree, cacheTree }: Views, args: readonly unknown[]): readonly Node[] {
  const [first, selected] = args;
  if (first === VIEWS.artifacts) return tree.selection;
  if (first === VIEWS.cache) return cacheTree.selection;
  if (first === undefined) return tree.selection.length > 0 ? tree.selection : cacheTree.selection;
  if (isAsset(first)) return [{ kind: 'asset', id: '', parent: undefined, asset: first, key: recordKey(first) }];
  if (!isNode(first)) return [];
  // The row that was clicked counts even when the selection is elsewhere.
  const many = Array.isArray(selected) ? selected.filter(isNode) : [];
  return many.includes(first) ? many : [first];
}

/** What a record says of its asset. */
export function assetOf(record: AssetRecord): Asset {
  const { instance, source, version, name, upstreamId, storage, sizeBytes, digests } = record;
  return { instance, source, version, name, upstreamId, storage, sizeBytes, digests };
}

/** All files that the rows stand for, each once. Asks the instance for those of a package's version. */
export async function assetsOf(services: Services, nodes: readonly Node[]): Promise<readonly Asset[]> {
  const found = await Promise.all(nodes.map((node) => assetsOfNode(services, node)));
  return [...new Map(found.flat().map((asset) => [recordKey(asset), asset])).values()];
}

async function assetsOfNode(services: Services, node: Node): Promise<readonly Asset[]> {
  switch (node.kind) {
    case 'asset':
      return [node.asset];
    case 'version': {
      // A draft has no address of its own; what was listed is all there is.
      if (node.release) return node.release.assets.filter(isAsset).filter(({ instance }) => instance === node.instance);
      const engine = services.engine.get();
      return (await engine.version(node.instance, node.source, node.version)).value.assets;
    }
    case 'cacheInstance':
    case 'cacheVersion':
    case 'cacheFile':
      return (await recordsOf(services, [node])).map(assetOf);
    case 'cachePartial':
      return (await stoppedOf(services, [node])).map(({ asset }) => asset);
    default:
      return [];
  }
}

/** Of the rows that are being downloaded, or wait for it. */
export function activeKeys(services: Services, args: readonly unknown[]): readonly string[] {
  const active = new Set(services.downloads.active.map(({ key }) => key));
  const keys = nodesOf(services, args).flatMap((node) => {
    if (node.kind === 'asset') return [recordKey(node.asset)];
    return node.kind === 'cachePartial' ? [node.partial.key] : [];
  });
  return keys.filter((key) => active.has(key));
}

/** What is on disk of what the rows stand for. */
export async function recordsOf(services: Services, nodes: readonly Node[]): Promise<readonly AssetRecord[]> {
  if (nodes.length === 0) return [];
  const records = await services.engine.get().cache.list();
  return records.filter((record) => nodes.some((node) => covers(node, record)));
}

function covers(node: Node, record: AssetRecord): boolean {
  switch (node.kind) {
    case 'asset':
      return recordKey(node.asset) === record.key;
    case 'version':
      return (
        node.version === record.version &&
        scopeId(node.instance, node.source) === scopeId(record.instance, record.source)
      );
    case 'cacheInstance':
    case 'cacheVersion':
      return node.records.some(({ key }) => key === record.key);
    case 'cacheFile':
      return node.record.key === record.key;
    default:
      return false;
  }
}

/** The downloads that stopped among what the rows stand for. */
export async function stoppedOf(services: Services, nodes: readonly Node[]): Promise<readonly IdlePartial[]> {
  if (nodes.length === 0) return [];
  const partials = await services.engine.get().cache.partials();
  return partials.filter(({ key }) => nodes.some((node) => stoppedKeys(node).includes(key)));
}

function stoppedKeys(node: Node): readonly string[] {
  switch (node.kind) {
    case 'asset':
      return [recordKey(node.asset)];
    case 'cachePartial':
      return [node.partial.key];
    case 'cacheInstance':
    case 'cacheVersion':
      return node.stopped.map(({ key }) => key);
    default:
      return [];
  }
}
