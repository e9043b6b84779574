import { apiError, apiNotFound, json, unrouted } from './answer.ts';
import type { Answer, Ask } from './answer.ts';
import { assetJson, releaseJson } from './artifactShapes.ts';
import { FIRST_UPLOAD_ID } from './attachments.ts';
import { uuidOf } from './content.ts';
import type { AssetContent, ReleaseContent, RepositoryContent } from './content.ts';

/** `POST`, `PATCH` and `DELETE` below `/repos/{owner}/{repo}/releases`, for callers with write access. */
export function writeRelease(
  ask: Ask,
  repository: RepositoryContent,
  [id, what, more]: readonly string[],
  writer: boolean,
): Answer {
  if (!writer) return apiError(ask, 403, 'user should be the owner or a collaborator with write of the repository');
  const { method } = ask.request;
  if (id === undefined) return method === 'POST' ? create(ask, repository) : unrouted();
  const release = repository.releases.find((one) => one.id === Number(id));
  if (!release) return apiNotFound(ask);
  if (what === 'assets' && more === undefined && method === 'POST') return attach(ask, repository, release);
  if (what !== undefined) return unrouted();
  if (method === 'PATCH') return edit(ask, repository, release);
  if (method !== 'DELETE') return unrouted();
  repository.releases.splice(repository.releases.indexOf(release), 1);
  return { status: 204, headers: {}, body: Buffer.alloc(0) };
}

interface ReleaseOption {
  readonly tag_name: string;
  readonly name: string;
  readonly body: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
}

const optionOf = (ask: Ask): Partial<ReleaseOption> => JSON.parse(ask.sent.toString()) as Partial<ReleaseOption>;

function nextId({ releases }: RepositoryContent): number {
  const ids = releases.flatMap((release) => [release.id, ...release.assets.map((asset) => asset.id)]);
  return Math.max(FIRST_UPLOAD_ID, ...ids) + 1;
}

function create(ask: Ask, repository: RepositoryContent): Answer {
  const { tag_name: tag = '', name = '', body = '', draft = false, prerelease = false } = optionOf(ask);
  if (repository.releases.some((release) => release.tag === tag)) return apiError(ask, 409, 'Release is has no Tag');
  const about = { tag, title: name, notes: body, draft, prerelease, createdAt: new Date(), author: repository.owner };
  const release: ReleaseContent = { id: nextId(repository), ...about, assets: [] };
  repository.releases.unshift(release);
  return json(releaseJson(ask, repository, release), 201);
}

function edit(ask: Ask, repository: RepositoryContent, release: ReleaseContent): Answer {
  const { draft = release.draft, name = release.title, body = release.notes } = optionOf(ask);
  const edited = { ...release, draft, title: name, notes: body };
  repository.releases[repository.releases.indexOf(release)] = edited;
  return json(releaseJson(ask, repository, edited));
}

function attach(ask: Ask, repository: RepositoryContent, release: ReleaseContent): Answer {
  const name = ask.query.get('name');
  if (!name) return apiError(ask, 400, 'A name is missing');
  const id = nextId(repository);
  const uuid = uuidOf(`${repository.owner}/${repository.name} ${release.tag} ${name} upload ${id}`);
  const asset: AssetContent = { id, name, uuid, createdAt: new Date(), body: ask.sent, downloads: 0 };
  release.assets.push(asset);
  return json(assetJson(ask, repository, release, asset), 201);
}
