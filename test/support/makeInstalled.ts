import type { ArtifactSource, EvidenceKind, Executable, Installed } from '../../src/engine/index.ts';
import { sha256Of } from './records.ts';
import { because } from '../../src/engine/fitReason.ts';

interface Rest {
  readonly version?: string;
  readonly tool?: string;
  readonly source?: ArtifactSource;
  readonly active?: boolean;
  readonly evidence?: EvidenceKind;
  readonly installedAt?: number;
  readonly sizeBytes?: number;
  readonly commands?: readonly string[];
}

/** An installed version with default fields, apart from those given. None of it is on disk. */
export function makeInstalled(rest: Rest = {}): Installed {
  const { version = 'v1.0.0', tool = 'tool', active = true, evidence = 'server', commands = [tool] } = rest;
  const { source = { kind: 'release', owner: 'alice', repo: 'tool' }, installedAt = 0, sizeBytes = 100 } = rest;
  const instance = 'https://git.example.org/';
  const directory = `/engine/installs/${tool}/${version}/content`;
  const name = `${tool}-${version}.tar`;
  const sha256 = sha256Of(name);
  return {
    tool: { instance, source, name: tool },
    asset: { instance, source, version, name, upstreamId: `uuid of ${name}`, sha256, evidence },
    active,
    directory,
    sizeBytes,
    installedAt,
    executables: commands.map((command): Executable => {
      const proof = { verdict: 'runs', reasons: [because('os', 'Linux'), because('archs', 'x64')] } as const;
      return { command, path: `${directory}/${command}`, sizeBytes, sha256, isCommand: true, linked: active, proof };
    }),
  };
}
