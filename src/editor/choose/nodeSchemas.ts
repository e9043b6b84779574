import * as v from 'valibot';
import { digestsSchema, sourceSchema } from '../../engine/index.ts';
import type { Asset } from '../../engine/index.ts';
import type { CacheNode } from '../cacheView/cacheNodes.ts';
import type { TreeNode } from '../tree/nodes.ts';

export type Node = TreeNode | CacheNode;

/** A file as the lists have it, whoever hands it over. */
export const assetSchema = v.pipe(
  v.object({
    instance: v.string(),
    source: sourceSchema,
    version: v.string(),
    name: v.string(),
    upstreamId: v.string(),
    storage: v.picklist(['attachment', 'packageFile', 'external']),
    sizeBytes: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
    digests: digestsSchema,
    createdAt: v.exactOptional(v.number()),
    downloadCount: v.exactOptional(v.number()),
    externalUrl: v.exactOptional(v.string()),
  }),
  v.transform((asset): Asset => ({ ...asset, sizeBytes: asset.sizeBytes })),
);

/** Of what is on disk only the key is believed; the rest is looked up. */
const keyed = v.object({ key: v.string() });
const kept = { records: v.array(keyed), stopped: v.array(keyed) };
const instance = v.string();
const owner = v.string();

const nodeSchema = v.variant('kind', [
  v.object({ kind: v.literal('workspace') }),
  v.object({ kind: v.literal('instance'), instance }),
  v.object({ kind: v.literal('owner'), instance, owner }),
  v.object({ kind: v.literal('repository'), instance, owner, repo: v.string() }),
  v.object({ kind: v.literal('packages'), instance, owner }),
  v.object({ kind: v.literal('package'), instance, package: v.object({ owner, name: v.string() }) }),
  v.object({
    kind: v.literal('version'),
    instance,
    source: sourceSchema,
    version: v.string(),
    release: v.nullish(v.object({ assets: v.array(v.unknown()) })),
  }),
  v.object({ kind: v.literal('asset'), asset: assetSchema }),
  v.object({ kind: v.literal('more') }),
  v.object({ kind: v.literal('message') }),
  v.object({ kind: v.literal('cacheInstance'), instance, ...kept }),
  v.object({ kind: v.literal('cacheVersion'), source: sourceSchema, version: v.string(), ...kept }),
  v.object({ kind: v.literal('cacheFile'), record: keyed }),
  v.object({ kind: v.literal('cachePartial'), partial: keyed }),
]);

/** What other extensions, keys and links hand over may be anything; a row of ours always passes. */
export function isNode(value: unknown): value is Node {
  return v.is(nodeSchema, value);
}

export function isAsset(value: unknown): value is Asset {
  return v.is(assetSchema, value);
}
