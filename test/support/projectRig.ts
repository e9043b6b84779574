import type { CachedAsset } from '../../src/engine/cache/downloadRequest.ts';
import { EngineError } from '../../src/engine/errors.ts';
import type { Asset, Version } from '../../src/engine/model.ts';
import type { KnownVersions, LockPorts } from '../../src/engine/project/lockTool.ts';
import type { LockedAsset, LockedTool, ToolSpec } from '../../src/engine/project/projectModel.ts';
import type { MinimumAge } from '../../src/engine/versions/minimumAge.ts';
import { makeAsset } from './makeAsset.ts';
import { makeRecord, sha256Of } from './records.ts';

export const INSTANCE = 'https://git.example.org/';
export const SAW = { kind: 'release', owner: 'tools', repo: 'saw' } as const;

export const sawSpec: ToolSpec = { instance: INSTANCE, source: SAW, version: '^1' };

/** Files as most publishers name them, with their checksum and signature files. */
export const SAW_FILES = [
  'saw-linux-amd64.tar.gz',
  'saw-linux-amd64-musl.tar.gz',
  'saw-linux-arm64.tar.gz',
  'saw-darwin-universal.tar.gz',
  'saw-windows-amd64.zip',
  'SHA256SUMS',
  'saw-linux-amd64.tar.gz.sig',
] as const;

export function makeVersion(version: string, names: readonly string[], rest: Partial<Version> = {}): Version {
  const place = { instance: INSTANCE, source: SAW, version };
  const assets = names.map((name) => makeAsset({ ...place, name, upstreamId: `uuid of ${version} ${name}` }));
  const about = {
    title: '',
    notes: '',
    draft: false,
    prerelease: false,
    createdAt: 1,
    author: undefined,
    webUrl: INSTANCE,
  };
  return { ...place, ...about, assets, ...rest };
}

/** The upstream that locking uses, which records the requests. */
export class FakeUpstream implements LockPorts {
  readonly asked: string[] = [];
  versionsThere: Version[];
  now = 1_000_000;

  constructor(...versions: Version[]) {
    this.versionsThere = versions;
  }

  versions(): Promise<KnownVersions> {
    this.asked.push('versions');
    return Promise.resolve({ versions: this.versionsThere });
  }

  version(
    _instance: string,
    _source: unknown,
    version: string,
    { listed }: { readonly listed?: Version | undefined } = {},
  ): Promise<Version> {
    if (listed) return Promise.resolve(listed);
    this.asked.push(`version ${version}`);
    const found = this.versionsThere.find((one) => one.version === version);
    const missing = new EngineError('notFound', 'no', { host: 'git.example.org', what: 'release', name: version });
    return found ? Promise.resolve(found) : Promise.reject(missing);
  }

  minimumAge(minimumAgeMs = 0): MinimumAge {
    return { minimumAgeMs, now: this.now };
  }

  digestOf(asset: Asset): ReturnType<LockPorts['digestOf']> {
    this.asked.push(`digest ${asset.name}`);
    const evidence = { kind: 'none', from: 'bytes' } as const;
    return Promise.resolve({ sha256: sha256Of(asset.upstreamId), sizeBytes: asset.sizeBytes, evidence });
  }
}

export function lockedAsset(id: string, rest: Partial<LockedAsset> = {}): LockedAsset {
  const evidence = { kind: 'none', from: 'bytes' } as const;
  return { upstreamId: id, storage: 'attachment', sizeBytes: 100, sha256: sha256Of(id), evidence, ...rest };
}

/** One file per platform, named after it. */
export function lockedTool(platforms: readonly string[], rest: Partial<LockedTool> = {}): LockedTool {
  return {
    instance: INSTANCE,
    source: SAW,
    version: 'v1.0.0',
    requested: '^1',
    assets: new Map(platforms.map((platform) => [`saw-${platform}`, lockedAsset(`uuid ${platform}`)])),
    platforms: new Map(platforms.map((platform) => [platform as 'any', `saw-${platform}`])),
    ...rest,
  };
}

/** The asset, as if it had been downloaded with those bytes. */
export function cachedAs(asset: Asset, sha256: string): CachedAsset {
  const { instance, source, version, name, upstreamId } = asset;
  return { record: makeRecord({ instance, source, version, name, upstreamId, sha256 }), path: '/x', fromCache: false };
}
