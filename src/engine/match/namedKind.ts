import { splitExtensions } from './fileExtensions.ts';
import type { AssetKind } from './fileExtensions.ts';
import { assetKindOf } from './kinds.ts';
import { tokenise } from './tokenise.ts';

/** Extensions in which a list of digests, a bundle or an SBOM may be written. */
const WRAPPERS: ReadonlySet<AssetKind | undefined> = new Set([undefined, 'document', 'metadata']);
const SPEAKING: ReadonlySet<AssetKind> = new Set(['signature', 'sbom', 'checksum']);

/**
 * What a file is by its own name, for display: `tool.sigstore.json` is a signature and `tool_checksums.txt` a checksum file,
 * while `kind` of `splitExtensions` says what can be installed. `undefined` without a known extension.
 */
export function namedKind(name: string): AssetKind | undefined {
  const { kind, kinds, stem } = splitExtensions(name);
  const outer = kinds.at(-1);
  if (WRAPPERS.has(outer)) {
    const inner = kinds.findLast((one) => SPEAKING.has(one));
    if (inner) return inner;
    if (outer !== 'metadata' && tokenise(stem).some((word) => assetKindOf(word) === 'checksum')) return 'checksum';
  }
  return outer && kind;
}
