import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { EngineError, readLimited, systemClock, unpack } from '../../engine/index.ts';

/** The only characters in parts of an id, in the gallery as in the editor. */
const namePart = v.pipe(v.string(), v.regex(/^[a-z0-9][\w-]*$/i), v.maxLength(200));
const manifestSchema = v.object({ publisher: namePart, name: namePart, version: v.pipe(v.string(), v.maxLength(200)) });

/** The largest manifests are half a megabyte. */
const MAX_MANIFEST_BYTES = 8 * 1024 * 1024;

/** What an extension says about itself. */
export interface ExtensionManifest {
  /** `publisher.name` */
  readonly id: string;
  readonly version: string;
}

/**
 * Reads the manifest of a packaged extension. `name` is the publisher's name of the file, `sha256` the digest of its bytes.
 * @throws EngineError `unsafeArchive`, `integrity`
 */
export async function readExtensionManifest(file: string, name: string, sha256?: string): Promise<ExtensionManifest> {
  const directory = await mkdtemp(join(tmpdir(), 'forgejo-artifacts-'));
  try {
    const target = join(directory, 'content');
    await unpack(file, `${name}.zip`, target, { clock: systemClock, sha256 });
    const path = join(target, 'extension', 'package.json');
    const manifest = await readLimited(path, MAX_MANIFEST_BYTES).catch(() => undefined);
    return decode(manifest?.ok ? manifest.bytes.toString('utf8') : '', name);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function decode(text: string, name: string): ExtensionManifest {
  try {
    const manifest = v.parse(manifestSchema, JSON.parse(text));
    return { id: `${manifest.publisher}.${manifest.name}`, version: manifest.version };
  } catch (error) {
    const facts = { name, rule: 'corrupt', entry: 'extension/package.json' } as const;
    throw new EngineError('unsafeArchive', `${name} is not an extension of the editor`, facts, { cause: error });
  }
}
