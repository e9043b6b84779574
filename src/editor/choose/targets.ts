import { EngineError, assertFullyListed, recordKey, scopeId } from '../../engine/index.ts';
import type { Asset, AssetRecord, PartialDownload } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { toAsset, toNode } from './nodeSchemas.ts';
import type { Node } from './nodeSchemas.ts';

type Views = Pick<Services, 'tree' | 'cacheTree'>;

/**
 * The rows that a command acts on. A menu passes the row and the selection, as does a key (`withRowsOfKey`). The
 * palette passes nothing; then the selection counts, in the view where a row was selected last.
 */
export function nodesOf({ tree, cacheTree }: Views, args: readonly unknown[]): readonly Node[] {
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

/** The asset that a record describes. */
export function assetOf(record: AssetRecord): Asset {
  const { instance, source, version, name, upstreamId, storage, sizeBytes, digests } = record;
  return { instance, source, version, name, upstreamId, storage, sizeBytes, digests };
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

/** The whole or partial file on disk that a row of the cache view stands for. */
export async function recordedAsset(services: Services, node: Node): Promise<Asset | undefined> {
  const [record] = await recordsOf(services, [node]);
  if (record) return assetOf(record);
  const [partial] = await partialsOf(services, [node]);
  return partial?.asset;
}

/**
 * The engine itself contacts only configured instances; this guards uses of an address outside it.
 * @throws EngineError `unknownInstance`
 */
export function requireConfigured({ instances }: Pick<Services, 'instances'>, instance: string): void {
  if (!instances.get(instance)) throw new EngineError('unknownInstance', 'it is not configured', { instance });
}

/** The files on disk among what the rows stand for. */
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

/** The partial downloads among what the rows stand for. */
export async function partialsOf(services: Services, nodes: readonly Node[]): Promise<readonly PartialDownload[]> {
  if (nodes.length === 0) return [];
  const partials = await services.engine.get().cache.partials();
  return partials.filter(({ key }) => nodes.some((node) => partialKeys(node).includes(key)));
}

function partialKeys(node: Node): readonly string[] {
  switch (node.kind) {
    case 'asset':
      return [recordKey(node.asset)];
    case 'cachePartial':
      return [node.partial.key];
    case 'cacheInstance':
    case 'cacheVersion':
      return node.partials.map(({ key }) => key);
    default:
      return [];
  }
}
