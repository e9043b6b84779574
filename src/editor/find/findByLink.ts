import { readAddress } from '../../engine/index.ts';
import type { AddressTarget, AssetAddress, Engine, AddressPlace } from '../../engine/index.ts';
import type { LinkedVersion } from './listable.ts';

/** What a link leads to: an owner or a repository, and the version that it names. */
export interface Linked extends AddressPlace {
  readonly version: LinkedVersion | undefined;
}

/**
 * Reads a link or a clone address. `elsewhere`: it leads to nothing on this instance. `unknownFile`: it names an attachment by
 * its id alone, which says neither release nor repository, and no file on this machine has that id.
 *
 * @throws EngineError `storage`
 */
export async function readLink(
  { cache }: Pick<Engine, 'cache'>,
  instance: string,
  text: string,
): Promise<Linked | 'elsewhere' | 'unknownFile'> {
  const target = readAddress(text, [instance]);
  if (!target) return 'elsewhere';
  return target.kind === 'attachment' ? byId(cache, target) : linkedBy(target);
}

async function byId(
  cache: Engine['cache'],
  { instance, uuid }: Extract<AssetAddress, { kind: 'attachment' }>,
): Promise<Linked | 'unknownFile'> {
  const records = await cache.list();
  const record = records.find((one) => one.instance === instance && one.upstreamId === uuid);
  if (!record) return 'unknownFile';
  const { source, version, name } = record;
  const repo = source.kind === 'release' ? source.repo : undefined;
  return { owner: source.owner, repo, version: { source, version, file: name } };
}

function linkedBy(target: Exclude<AddressTarget, { kind: 'attachment' }>): Linked {
  const { owner } = target;
  switch (target.kind) {
    case 'place':
      return { owner, repo: target.repo, version: undefined };
    case 'releaseFile': {
      const { repo, tag, name } = target;
      return { owner, repo, version: { source: { kind: 'release', owner, repo }, version: tag, file: name } };
    }
    case 'packageFile': {
      const { version, name } = target;
      const source = { kind: 'genericPackage', owner, package: target.package } as const;
      return { owner, repo: undefined, version: { source, version, file: name } };
    }
  }
}
