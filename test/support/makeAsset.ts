import type { Asset } from '../../src/engine/model.ts';

/** An asset with default fields, apart from those given. */
export function makeAsset(rest: Partial<Asset> = {}): Asset {
  const name = rest.name ?? 'tool.bin';
  return {
    instance: 'https://git.example.org/',
    source: { kind: 'release', owner: 'alice', repo: 'tool' },
    version: 'v1',
    name,
    upstreamId: `uuid of ${name}`,
    storage: 'attachment',
    sizeBytes: 100,
    digests: {},
    ...rest,
  };
}
