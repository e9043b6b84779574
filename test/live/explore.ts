import { isEngineError } from '../../src/engine/index.ts';
import type { Asset, InstanceClient, Package, Repository, Version } from '../../src/engine/index.ts';
import type { Traffic } from './traffic.ts';

/** Things on the instance that the cases use. */
export interface Finds {
  readonly repositories: readonly Repository[];
  /** Each with its repository. */
  readonly releases: readonly { readonly repository: Repository; readonly version: Version }[];
  readonly packages: readonly Package[];
  readonly packageVersion: Version | undefined;
}

/** Files larger than this are not downloaded. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** From this size on, an interruption in the middle is meaningful. */
const GOOD_FILE_BYTES = 64 * 1024;

/** Enough to show most habits of publishers: odd tags, files on other hosts. */
const MAX_REPOSITORIES = 24;
const RELEASES_EACH = 10;
const MAX_OWNERS = 6;
/** An owner with more pages of package versions than this is skipped, as is one whose list repeats. */
const MAX_PAGES = 10;
/** Words that often occur in the names of repositories with releases, for the case that the first page has none. */
const WORDS = ['', 'cli', 'tool', 'server'];

/** Looks around with few requests. Things that this caller may not see count as missing. */
export async function explore(client: InstanceClient, traffic: Traffic): Promise<Finds> {
  const repositories = await findRepositories(client);
  const releases: { repository: Repository; version: Version }[] = [];
  for (const repository of repositories) {
    const { owner, name: repo } = repository;
    const page = await ifOpen(() => client.releases({ owner, repo }, { limit: RELEASES_EACH }));
    for (const version of page?.items ?? []) releases.push({ repository, version });
  }
  const packages = await findPackages(client, traffic, repositories);
  return { repositories, releases, packages, packageVersion: await findPackageVersion(client, packages) };
}

/** The caller's own repositories come first, because the token was given for them. */
async function findRepositories(client: InstanceClient): Promise<readonly Repository[]> {
  const found = new Map<number, Repository>();
  const add = (items: readonly Repository[] | undefined): void => {
    for (const one of items ?? []) if (one.hasReleases && one.releaseCount > 0) found.set(one.id, one);
  };
  const mine = await ifOpen(async () => client.repositories((await client.whoAmI()).login));
  add(mine?.items);
  for (const word of WORDS) {
    if (found.size < MAX_REPOSITORIES) add((await ifOpen(() => client.searchRepositories(word)))?.items);
  }
  return [...found.values()].slice(0, MAX_REPOSITORIES);
}

async function findPackages(
  client: InstanceClient,
  traffic: Traffic,
  repositories: readonly Repository[],
): Promise<readonly Package[]> {
  const me = await ifOpen(() => client.whoAmI());
  const few = <T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> =>
    ifOpen(() => traffic.atMost(MAX_PAGES, ask)).catch(passOver);
  const organizations = await few((signal) => client.myOrganizations({ signal }));
  const owners = new Set([
    ...(me ? [me.login] : []),
    ...repositories.map(({ owner }) => owner),
    ...(organizations ?? []).map(({ login }) => login),
  ]);
  const packages: Package[] = [];
  for (const owner of [...owners].slice(0, MAX_OWNERS)) {
    packages.push(...((await few((signal) => client.packages(owner, { signal }))) ?? []));
  }
  return packages;
}

/** Skips a list that does not end or is no list; a case of its own reports that. */
function passOver(error: unknown): undefined {
  if (!isEngineError(error, 'badResponse') || error.facts.path !== '$') throw error;
}

/** The first version that has a small file. */
async function findPackageVersion(client: InstanceClient, packages: readonly Package[]): Promise<Version | undefined> {
  for (const { owner, name, versions } of packages.slice(0, 5)) {
    const source = { kind: 'genericPackage', owner, package: name } as const;
    const [newest] = versions;
    const found = newest && (await ifOpen(() => client.version(source, newest.version)));
    if (found && chooseFile(found.assets)) return found;
  }
  return undefined;
}

/** The result, or `undefined` if this caller may not have it. */
export async function ifOpen<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const closed = ['unauthorized', 'forbidden', 'notFound', 'unsafeName'] as const;
    if (closed.some((code) => isEngineError(error, code))) return undefined;
    throw error;
  }
}

const isSmall = ({ storage, sizeBytes }: Asset): boolean =>
  storage !== 'external' && sizeBytes !== undefined && sizeBytes > 1 && sizeBytes <= MAX_FILE_BYTES;

/** The smallest file that is worth interrupting, or else the largest of the small ones. */
export function chooseFile(assets: readonly Asset[]): Asset | undefined {
  const small = assets.filter(isSmall).sort((a, b) => (a.sizeBytes ?? 0) - (b.sizeBytes ?? 0));
  return small.find(({ sizeBytes }) => (sizeBytes ?? 0) >= GOOD_FILE_BYTES) ?? small.at(-1);
}

/** The smallest file that is not empty. */
export function chooseTiny(assets: readonly Asset[]): Asset | undefined {
  return assets.filter(isSmall).sort((a, b) => (a.sizeBytes ?? 0) - (b.sizeBytes ?? 0))[0];
}
