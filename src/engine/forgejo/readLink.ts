import type { ArtifactSource } from '../model.ts';
import type { AssetRecord } from '../ports.ts';
import { readAddress } from './addressTarget.ts';
import type { AddressTarget } from './addressTarget.ts';
import type { AssetAddress } from './assetAddress.ts';
import type { RepositoryPath } from './repositoryPath.ts';

export interface LinkedVersion {
  readonly source: ArtifactSource;
  readonly version: string;
  readonly file: string | undefined;
}

/** The target of a link: an owner or a repository, and the version it names. */
export interface Linked extends RepositoryPath {
  readonly instance: string;
  readonly version: LinkedVersion | undefined;
}

/**
 * Reads a link or a clone address on one of the instances `bases` (normalised). `elsewhere`: it leads to none of them.
 * `unknownFile`: it names an attachment by its id, which tells neither release nor repository, and none of this machine's
 * `records` has that id. Sends nothing; rejects as `records` does.
 */
export async function readLink(
  text: string,
  bases: readonly string[],
  records: () => Promise<readonly AssetRecord[]>,
): Promise<Linked | 'elsewhere' | 'unknownFile'> {
  const target = readAddress(text, bases);
  if (!target) return 'elsewhere';
  return target.kind === 'attachment' ? byId(await records(), target) : linkedBy(target);
}

function byId(
  records: readonly AssetRecord[],
  { instance, uuid }: Extract<AssetAddress, { kind: 'attachment' }>,
): Linked | 'unknownFile' {
  const record = records.find((one) => one.instance === instance && one.upstreamId === uuid);
  if (!record) return 'unknownFile';
  const { source, version, name } = record;
  const repo = source.kind === 'release' ? source.repo : undefined;
  return { instance, owner: source.owner, repo, version: { source, version, file: name } };
}

function linkedBy(target: Exclude<AddressTarget, { kind: 'attachment' }>): Linked {
  const { instance, owner } = target;
  switch (target.kind) {
    case 'repository':
      return { instance, owner, repo: target.repo, version: undefined };
    case 'releaseFile': {
      const { repo, tag, name } = target;
      const source = { kind: 'release', owner, repo } as const;
      return { instance, owner, repo, version: { source, version: tag, file: name } };
    }
    case 'packageFile': {
      const { version, name } = target;
      const source = { kind: 'genericPackage', owner, package: target.package } as const;
      return { instance, owner, repo: undefined, version: { source, version, file: name } };
    }
  }
}
