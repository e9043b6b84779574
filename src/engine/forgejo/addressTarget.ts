import { parseAssetAddress } from './assetAddress.ts';
import type { AssetAddress } from './assetAddress.ts';
import { matchRemote, webAddressOfRemote } from './gitRemotes.ts';
import { readRepositoryPath } from './repositoryPath.ts';
import type { RepositoryPath } from './repositoryPath.ts';

/** The target of a pasted address on an instance. */
export type AddressTarget =
  AssetAddress | ({ readonly kind: 'repository'; readonly instance: string } & RepositoryPath);

/**
 * Reads the address of a release, a package, a file or any other page, or a clone address, including SSH, on one of the
 * instances `bases` (normalised). `undefined` for any other address. Pure; sends nothing.
 */
export function readAddress(text: string, bases: readonly string[]): AddressTarget | undefined {
  const asset = parseAssetAddress(text, bases);
  if (asset) return asset;
  if (webAddressOfRemote(text) === undefined) return readPage(text, bases);
  const remote = matchRemote(text, bases);
  return remote && { kind: 'repository', ...remote };
}

function readPage(text: string, bases: readonly string[]): AddressTarget | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, pathname } = new URL(text);
  const address = `${origin}${pathname}`;
  const [instance] = bases.filter((base) => address.startsWith(base)).sort((a, b) => b.length - a.length);
  const path = instance === undefined ? undefined : readRepositoryPath(address.slice(instance.length).split('/'));
  return instance === undefined || !path ? undefined : { kind: 'repository', instance, ...path };
}
