import { parseAssetAddress } from './assetAddress.ts';
import type { AssetAddress } from './assetAddress.ts';
import { matchRemote, webAddressOfRemote } from './gitRemotes.ts';
import { placeOf } from './place.ts';
import type { AddressPlace } from './place.ts';

/** The target of a pasted address on an instance. */
export type AddressTarget = AssetAddress | ({ readonly kind: 'place'; readonly instance: string } & AddressPlace);

/**
 * Reads the address of a release, a package, a file or any other page, or a clone address, including SSH, on one of the
 * instances `bases` (normalised). `undefined` for any other address. Pure; sends nothing.
 */
export function readAddress(text: string, bases: readonly string[]): AddressTarget | undefined {
  const asset = parseAssetAddress(text, bases);
  if (asset) return asset;
  if (webAddressOfRemote(text) === undefined) return readPage(text, bases);
  const remote = matchRemote(text, bases);
  return remote && { kind: 'place', ...remote };
}

function readPage(text: string, bases: readonly string[]): AddressTarget | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, pathname } = new URL(text);
  const address = `${origin}${pathname}`;
  const [instance] = bases.filter((base) => address.startsWith(base)).sort((a, b) => b.length - a.length);
  const place = instance === undefined ? undefined : placeOf(address.slice(instance.length).split('/'));
  return instance === undefined || !place ? undefined : { kind: 'place', instance, ...place };
}
