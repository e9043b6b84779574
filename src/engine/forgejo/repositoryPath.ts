/** The owner, and usually the repository, that a path below an instance leads to. */
export interface RepositoryPath {
  readonly owner: string;
  readonly repo: string | undefined;
}

/** First segments below an instance that are not owners (Forgejo, models/user: reserved names). */
const RESERVED = new Set(
  'admin api assets attachments avatars captcha commits debug devtest explore ghost issues login metrics milestones new notifications org pulls raw repo repo-avatars search ssh_info stars swagger.v1.json template user v2 -'.split(
    ' ',
  ),
);

/**
 * The owner and repository of a page, by the segments of its path below the instance; `undefined` for the instance's own
 * pages. Pure.
 */
export function readRepositoryPath(segments: readonly string[]): RepositoryPath | undefined {
  const [owner, repo] = segments.slice(0, 2).map(decode);
  if (!owner || RESERVED.has(owner)) return undefined;
  return { owner, repo: repo === undefined || repo === '' || repo === '-' ? undefined : repo.replace(/\.git$/, '') };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
