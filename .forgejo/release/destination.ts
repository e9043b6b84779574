/** Where a release goes. */
export interface Destination {
  /** The address of the API, without a slash at its end. */
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly tag: string;
  readonly token: string;
}

/**
 * Read from what the runners of Forgejo and GitHub tell every step. The token has a variable of its own, so that a step
 * that is not meant to publish has none.
 *
 * @throws if something is missing, or the tag is not that of the version
 */
export function destinationFrom(env: NodeJS.ProcessEnv, version: string): Destination {
  const read = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set.`);
    return value;
  };
  const tag = read('GITHUB_REF_NAME');
  if (tag !== `v${version}`) throw new Error(`The tag ${tag} does not match version ${version} in package.json.`);
  const api = read('GITHUB_API_URL').replace(/\/$/, '');
  return { api, repository: read('GITHUB_REPOSITORY'), tag, token: read('RELEASE_TOKEN') };
}
