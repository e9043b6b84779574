import { compare, valid } from 'semver';
import { sourceKey } from '../../engine/index.ts';
import type { AssetRecord } from '../../engine/index.ts';
import type { ExtensionManifest } from './extensionManifest.ts';
import type { InstalledExtension } from './extensions.ts';

/** An extension as the editor has it. */
export interface EditorExtension {
  readonly version: string;
  /** It came with the editor. */
  readonly isBuiltin: boolean;
}

/** What installing an extension would replace. */
export type Takeover =
  /** Nothing. */
  | { readonly kind: 'none' }
  /** An earlier version from the same repository or package. */
  | { readonly kind: 'update'; readonly before: string }
  | {
      readonly kind: 'replacement';
      readonly before: string;
      /** Whether the new version is `newer` than the present one; `undefined` if the versions cannot be compared. */
      readonly is: 'newer' | 'older' | 'same' | undefined;
      /** The source of the present version, if it came from an instance. */
      readonly from: Pick<InstalledExtension, 'instance' | 'source'> | undefined;
    }
  /** This extension itself, by a file without a trusted signature; or an extension that came with the editor. */
  | { readonly kind: 'refused'; readonly why: 'own' | 'builtin' };

export interface TakeoverFacts {
  readonly manifest: ExtensionManifest;
  readonly record: Pick<AssetRecord, 'instance' | 'source' | 'evidence'>;
  /** The extension with that id in the editor. */
  readonly there: EditorExtension | undefined;
  /** What is known about it, if it came from an instance. */
  readonly known: InstalledExtension | undefined;
  /** The id of this extension. */
  readonly ownId: string;
}

/** Compares an extension's file with the extension that it would replace. Pure. */
export function takeoverOf({ manifest, record, there, known, ownId }: TakeoverFacts): Takeover {
  if (isSameId(manifest.id, ownId) && !isSigned(record)) return { kind: 'refused', why: 'own' };
  if (there === undefined) return { kind: 'none' };
  if (there.isBuiltin) return { kind: 'refused', why: 'builtin' };
  // The editor runs the previous version until it restarts.
  const before = known && there.version === known.replaced ? known.version : there.version;
  const from = known && known.version === before ? known : undefined;
  const is = direction(manifest.version, before);
  const isSameSource =
    from !== undefined && sourceKey(from.instance, from.source) === sourceKey(record.instance, record.source);
  if (isSameSource && is === 'newer') return { kind: 'update', before };
  return { kind: 'replacement', before, is, from: from && { instance: from.instance, source: from.source } };
}

/** Extension ids ignore case. */
export function isSameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Signed by a key that the user trusts for the owner. */
function isSigned({ evidence }: Pick<AssetRecord, 'evidence'>): boolean {
  return evidence.sources.some(({ kind, fits }) => kind === 'signature' && fits);
}

function direction(version: string, before: string): 'newer' | 'older' | 'same' | undefined {
  if (version === before) return 'same';
  if (!valid(version) || !valid(before)) return undefined;
  return (['older', 'same', 'newer'] as const)[compare(version, before) + 1];
}
