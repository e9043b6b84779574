import { recordKey, sourceKey } from '../../engine/index.ts';
import type { Asset, AssetRecord, PartialDownload } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import type { Node } from './nodeSchemas.ts';

/** The asset that a record describes. */
export function assetOf(record: AssetRecord): Asset {
  const { instance, source, version, name, upstreamId, storage, sizeBytes, digests } = record;
  return { instance, source, version, name, upstreamId, storage, sizeBytes, digests };
}

/** The whole or partial file on disk that a row of the cache view stands for. */
export async function recordedAsset(services: Services, node: Node): Promise<Asset | undefined> {
  const [record] = await recordsOf(services, [node]);
  if (record) return assetOf(record);
  const [partial] = await partialsOf(services, [node]);
  return partial?.asset;
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
        sourceKey(node.instance, node.source) === sourceKey(record.instance, record.source)
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
