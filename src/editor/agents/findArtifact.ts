import { fitWords } from '../../words/fitWords.ts';
import { isHere, recordKey } from '../../engine/index.ts';
import type { Asset, AssetRecord, Version } from '../../engine/index.ts';
import { evidenceWord } from '../../words/evidenceWords.ts';
import { formatSize } from '../../words/format.ts';
import { matchVersion } from '../installs/chooseAsset.ts';
import type { Services } from '../services.ts';
import { basesOf, wantedInstance, readRequest, sourceOf, versionOf } from './agentRequest.ts';
import type { AgentRequest } from './agentRequest.ts';
import { AgentError, answerText, quoted } from './agentText.ts';

/** Keep the answer short; the model can ask for more. */
const MAX_VERSIONS = 20;
const MAX_FILES = 100;
const MAX_REPOSITORIES = 20;

/** Lists what is available. Downloads nothing, changes nothing. @throws AgentError, and EngineError as the client does */
export async function findArtifact(services: Services, input: unknown, signal: AbortSignal): Promise<string> {
  const request = readRequest(input);
  if (request.repository === undefined && request.package === undefined) return search(services, request, signal);
  const version = await versionOf(services, request, signal);
  const leftOut = Math.max(0, version.assets.length - MAX_FILES) + (version.unlisted ?? 0);
  return answerText({
    instance: version.instance,
    version: quoted(version.version),
    ...(version.draft && { draft: true }),
    ...(version.prerelease && { prerelease: true }),
    files: await filesOf(services, version),
    ...(leftOut > 0 && { filesLeftOut: leftOut }),
    // A version that was named needs no search.
    ...(request.version === undefined && { newestVersions: await newestVersions(services, request, signal) }),
  });
}

async function search(services: Services, request: AgentRequest, signal: AbortSignal): Promise<string> {
  if (request.query === undefined) throw new AgentError('Say "query", "repository" or "package".');
  const engine = services.engine.get();
  const found = await Promise.all(
    basesOf(services, request).map(async (base) => {
      const { items, hasMore } = await engine.client(base).searchRepositories(request.query ?? '', { signal });
      const repositories = items.slice(0, MAX_REPOSITORIES).map(({ fullName, releaseCount }) => ({
        repository: quoted(fullName),
        releases: releaseCount,
      }));
      return { instance: base, repositories, ...((hasMore || items.length > MAX_REPOSITORIES) && { more: true }) };
    }),
  );
  return answerText({ found });
}

async function newestVersions(
  services: Services,
  request: AgentRequest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const client = services.engine.get().client(wantedInstance(services, request));
  const source = sourceOf(request);
  if (source.kind === 'release') {
    const { items } = await client.releases(source, { signal });
    return items.slice(0, MAX_VERSIONS).map(({ version }) => quoted(version));
  }
  const [found] = await client.packages(source.owner, { query: source.package, signal });
  return (found?.versions ?? []).slice(0, MAX_VERSIONS).map(({ version }) => quoted(version));
}

async function filesOf(services: Services, version: Version): Promise<readonly object[]> {
  const machine = await services.installHost.machine();
  // Chosen among all files, as the one for this machine may be beyond those listed.
  const match = machine && !version.unlisted ? await matchVersion(version, machine) : undefined;
  const pick = match?.kind === 'pick' ? match.pick : undefined;
  const records = new Map((await services.engine.get().cache.list()).map((record) => [record.key, record]));
  return version.assets.slice(0, MAX_FILES).map((asset) => ({
    ...fileFacts(asset, records.get(recordKey(asset))),
    ...(asset.name === pick?.name && { forThisMachine: fitWords(pick.reasons) }),
  }));
}

function fileFacts({ name, sizeBytes, storage, digests }: Asset, record: AssetRecord | undefined): object {
  return {
    file: quoted(name),
    size: sizeBytes === undefined ? 'unknown' : formatSize(sizeBytes),
    ...(digests.sha256 !== undefined && { sha256OfServer: digests.sha256 }),
    ...(storage === 'external' && { onAnotherHost: true }),
    ...(record && { downloaded: isHere(record), evidence: evidenceWord(record) }),
  };
}
