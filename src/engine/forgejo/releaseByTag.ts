import { EngineError, isEngineError } from '../errors.ts';
import { foldCase } from '../model.ts';
import type { ArtifactSource, Page, Version } from '../model.ts';
import type { Subject } from './answers.ts';
import type { Api } from './api.ts';
import { assertRequestedName } from './requestedName.ts';
import { toRelease } from './decode.ts';
import { pagesOf } from './pages.ts';
import { releaseSchema } from './schemas.ts';
import { urls } from './urls.ts';

type ReleaseSource = Extract<ArtifactSource, { kind: 'release' }>;

interface ReleaseLookUp {
  readonly api: Api;
  readonly base: string;
  /** One page of the repository's releases. */
  readonly list: (page: number) => Promise<Page<Version>>;
}

/**
 * Fetches a release by its tag. A proxy that decodes %2F breaks the route of a tag with a slash, and the answer is not the
 * API's; the list needs no tag in its address, so the release is looked up there.
 *
 * @throws EngineError `notFound`, `badResponse` for an answer with another tag, and as `Api.json`
 */
export async function releaseByTag(
  lookUp: ReleaseLookUp,
  source: ReleaseSource,
  tag: string,
  signal: AbortSignal | undefined,
): Promise<Version> {
  const { api, base } = lookUp;
  const name = `${source.owner}/${source.repo} ${tag}`;
  const subject: Subject = { what: 'release', name, feature: 'repository' };
  const call = { url: urls.releaseByTag(base, source, tag), subject, signal };
  try {
    const { value } = await api.json(call, releaseSchema);
    assertRequestedName(call.url, '$.tag_name', tag, value.tag_name);
    return toRelease(base, source, value);
  } catch (error) {
    if (!isEngineError(error, 'notFound') || !error.facts.unrouted || !tag.includes('/')) throw error;
    return await fromList(lookUp, source, tag, error);
  }
}

async function fromList(
  { base, list }: ReleaseLookUp,
  source: ReleaseSource,
  tag: string,
  cause: unknown,
): Promise<Version> {
  for await (const { items } of pagesOf(urls.releases(base, source), list)) {
    const folded = items.find((item) => foldCase(item.version) === foldCase(tag));
    const release = items.find((item) => item.version === tag) ?? folded;
    if (release) return release;
  }
  throw missing(base, 'release', `${source.owner}/${source.repo} ${tag}`, cause);
}

/** The error for something missing from the instance's lists. */
function missing(base: string, what: Subject['what'], name: string, cause?: unknown): EngineError {
  const { host } = new URL(base);
  return new EngineError('notFound', `${host} has no ${what} ${name}`, { host, what, name }, { cause });
}
