import * as v from 'valibot';
import { assetSchema, sourceSchema } from '../../engine/index.ts';
import type { Asset } from '../../engine/index.ts';
import { safeParsed } from './safeParsed.ts';

/** Everything else about files on disk is looked up. */
const keyed = v.object({ key: v.string() });
const onDisk = { records: v.array(keyed), partials: v.array(keyed) };
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
    release: v.nullish(
      v.object({ assets: v.pipe(v.array(v.unknown()), v.readonly()), unlisted: v.optional(v.number()) }),
    ),
  }),
  v.object({ kind: v.literal('asset'), asset: assetSchema }),
  v.object({
    kind: v.literal('evidenceFiles'),
    files: v.pipe(v.array(v.object({ asset: assetSchema })), v.readonly()),
  }),
  v.object({ kind: v.literal('more') }),
  v.object({ kind: v.literal('message') }),
  v.object({ kind: v.literal('cacheInstance'), instance, ...onDisk }),
  v.object({ kind: v.literal('cacheVersion'), source: sourceSchema, version: v.string(), ...onDisk }),
  v.object({ kind: v.literal('cacheFile'), record: keyed }),
  v.object({ kind: v.literal('cachePartial'), partial: keyed }),
]);

/**
 * A row as a command receives it: what it stands for, reduced to what the schemas checked. For files on disk it holds keys
 * only, whoever passed it.
 */
export type Node = v.InferOutput<typeof nodeSchema>;

/** Our own rows always match. */
export function toNode(value: unknown): Node | undefined {
  return safeParsed(nodeSchema, value);
}

export function toAsset(value: unknown): Asset | undefined {
  return safeParsed(assetSchema, value);
}
