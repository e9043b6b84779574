import * as v from 'valibot';
import { countSchema, hex } from '../storedSchemas.ts';
import { dictionary } from './dictionary.ts';
import { PLATFORM_KEYS } from './platforms.ts';
import {
  assetPatternSchema,
  executablesSchema,
  instanceSchema,
  platformsSchema,
  sourceEntries,
} from './projectSchema.ts';

/** `media/schemas/forgejo-artifacts.lock.schema.json` describes the same for editors; a test compares them. */

/**
 * The version we write and read. Other lock versions are refused, because a half-understood lock would restore something
 * else.
 */
export const LOCK_VERSION = 1;

const evidenceSchema = v.object({
  kind: v.picklist(['pin', 'signature', 'server', 'checksum', 'remembered', 'none']),
  from: v.picklist(['bytes', 'promise']),
  file: v.optional(v.string()),
  keyId: v.optional(v.string()),
});

const assetSchema = v.object({
  upstreamId: v.pipe(v.string(), v.minLength(1)),
  storage: v.picklist(['attachment', 'packageFile', 'external']),
  sizeBytes: v.optional(countSchema),
  sha256: hex(64),
  evidence: evidenceSchema,
  externalUrl: v.optional(v.string()),
});

const toolSchema = v.object({
  instance: instanceSchema,
  ...sourceEntries,
  version: v.pipe(v.string(), v.minLength(1)),
  requested: v.string(),
  asset: v.optional(assetPatternSchema),
  executables: v.optional(executablesSchema),
  only: v.optional(platformsSchema),
  assets: dictionary(v.string(), assetSchema, 'lock'),
  platforms: dictionary(v.picklist(PLATFORM_KEYS), v.string(), 'lock'),
});

export const lockSchema = v.object({
  lockVersion: v.literal(LOCK_VERSION),
  tools: dictionary(v.string(), toolSchema, 'lock'),
});

export type ToolJson = v.InferOutput<typeof toolSchema>;
export type AssetJson = v.InferOutput<typeof assetSchema>;
