import type { ForgejoAssetClient } from '../forgejo/client.ts';
import { createDigestOf } from './createDigestOf.ts';
import type { DigestSources } from './createDigestOf.ts';
import { listVersions } from './listVersions.ts';
import type { LockPorts } from './lockTool.ts';

/** The parts of an engine that locking needs. */
export interface LockEngine extends Pick<LockPorts, 'version' | 'minimumAge'>, DigestSources {
  readonly client: (instance: string) => Pick<ForgejoAssetClient, 'releases' | 'packages'>;
}

export function lockPortsOf(engine: LockEngine): LockPorts {
  return {
    version: engine.version,
    minimumAge: engine.minimumAge,
    versions: (instance, source, options) => listVersions(engine.client(instance), { instance, source }, options),
    digestOf: createDigestOf(engine),
  };
}
