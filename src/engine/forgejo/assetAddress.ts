/** What an instance's address names, judged by the address alone. Texts are decoded; nothing was requested yet. */
export type AssetAddress =
  | { readonly kind: 'attachment'; readonly instance: string; readonly uuid: string }
  | {
      readonly kind: 'releaseFile';
      readonly instance: string;
      readonly owner: string;
      readonly repo: string;
      readonly tag: string;
      /** `undefined` for the page of a release, where the caller names the file. */
      readonly name: string | undefined;
    }
  | {
      readonly kind: 'packageFile';
      readonly instance: string;
      readonly owner: string;
      readonly package: string;
      readonly version: string;
      readonly name: string | undefined;
    };

/**
 * Reads the address of a file or of a page with files: `/attachments/{uuid}`,
 * `/{owner}/{repo}/releases/download/{tag}/{name}`, `/{owner}/{repo}/releases/tag/{tag}`,
 * `/api/packages/{owner}/generic/{package}/{version}/{name}` and `/{owner}/-/packages/generic/{package}/{version}`, below
 * one of the given bases (normalised). A tag may contain slashes, encoded or not. `undefined` for everything else, above all
 * for another host.
 */
export function parseAssetAddress(text: string, bases: readonly string[]): AssetAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username || url.password) return undefined;
  const address = `${url.origin}${url.pathname}`;
  // If one instance is below another, the deeper one wins.
  const [instance] = bases.filter((base) => address.startsWith(base)).sort((a, b) => b.length - a.length);
  if (instance === undefined) return undefined;
  const segments = decoded(address.slice(instance.length).replace(/\/$/, '').split('/'));
  return segments && read(instance, segments);
}

function decoded(segments: readonly string[]): readonly string[] | undefined {
  try {
    const names = segments.map((segment) => decodeURIComponent(segment));
    return names.every((name) => name !== '' && name !== '.' && name !== '..') ? names : undefined;
  } catch {
    return undefined;
  }
}

function read(instance: string, segments: readonly string[]): AssetAddress | undefined {
  const [first = '', second = '', third = '', fourth = '', ...rest] = segments;
  if (first === 'attachments' && segments.length === 2) return { kind: 'attachment', instance, uuid: second };
  if (first === 'api' && second === 'packages' && fourth === 'generic') return readPackage(instance, third, rest);
  if (second === '-' && third === 'packages' && fourth === 'generic') return readPackage(instance, first, rest);
  if (third !== 'releases') return undefined;
  const release = { kind: 'releaseFile', instance, owner: first, repo: second } as const;
  if (fourth === 'tag' && rest.length > 0) return { ...release, tag: rest.join('/'), name: undefined };
  if (fourth !== 'download' || rest.length < 2) return undefined;
  return { ...release, tag: rest.slice(0, -1).join('/'), name: rest.at(-1) };
}

function readPackage(instance: string, owner: string, rest: readonly string[]): AssetAddress | undefined {
  const [name = '', version = '', file] = rest;
  if (rest.length < 2 || rest.length > 3) return undefined;
  return { kind: 'packageFile', instance, owner, package: name, version, name: file };
}
