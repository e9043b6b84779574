import type { ForgeContent, PackageFileContent, ReleaseContent } from '../../support/forge/content.ts';
import { headerOf, jsonOf } from './captures.ts';
import type { Exchange } from './captures.ts';
import { recordedBodies } from './recordedBodies.ts';

/**
 * Rebuilds the content of the recorded servers from their answers. Facts that no answer contains, such as tokens and access,
 * are written here. Things that were counted but not listed get stand-ins.
 */
export function recordedContent(exchanges: readonly Exchange[]): ForgeContent {
  const rows = collect(exchanges);
  const bodies = recordedBodies(exchanges);
  const releasesOf = (fullName: string): ReleaseContent[] =>
    rows
      .filter(isRelease)
      .filter(({ url }) => url.includes(`/repos/${fullName}/releases/`))
      .map((row) => releaseOf(row, bodies))
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || b.id - a.id);
  const repository = (id: number, owner: string, name: string, more: Partial<RepositorySketch> = {}) => ({
    id,
    owner,
    name,
    oldNames: [],
    private: false,
    releasesUnit: true,
    description: owner === 'alice' ? `${name} <b>desc</b>` : '',
    releases: releasesOf(`${owner}/${name}`),
    ...more,
  });
  return {
    accounts: [
      { id: 2, login: 'alice', kind: 'user', private: false, members: [] },
      { id: 3, login: 'bob', kind: 'user', private: false, members: [] },
      { id: 6, login: 'hidden', kind: 'organization', private: true, members: ['alice'] },
      { id: 5, login: 'tools', kind: 'organization', private: false, members: ['alice'] },
    ],
    repositories: [
      repository(1, 'alice', 'hello'),
      repository(2, 'alice', 'secret', { private: true }),
      repository(3, 'alice', 'empty'),
      repository(4, 'alice', 'norel', { releasesUnit: false }),
      repository(5, 'alice', 'newname', {
        oldNames: ['oldname'],
        description: 'oldname <b>desc</b>',
        releases: standIns(1),
      }),
      repository(6, 'tools', 'cli', { releases: standIns(3) }),
      repository(7, 'hidden', 'inner'),
    ],
    packages: rows
      .filter(isPackage)
      .map((row) => ({
        id: row.id,
        owner: row.owner.login,
        name: row.name,
        version: row.version,
        creator: row.creator.login,
        createdAt: new Date(row.created_at),
        files: filesOf(exchanges, `${row.owner.login}/generic/${row.name}/${row.version}`, bodies),
      }))
      // 11.0.15 leaves the order within one second to the database, so they stay as recorded.
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()),
    tokens: TOKENS.map(([value, scopes, publicOnly = false]) => {
      const [user = ''] = value.split('-');
      return { value, user, scopes, publicOnly };
    }),
  };
}

type RepositorySketch = ForgeContent['repositories'][number];

const TOKENS: readonly (readonly [string, readonly string[], boolean?])[] = [
  ['alice-all', ['all']],
  ['alice-browse', ['user', 'repository', 'package', 'organization']],
  ['alice-repo', ['repository']],
  ['alice-pkg', ['package']],
  ['alice-user-only', ['user']],
  ['alice-public-repo', ['repository'], true],
  ['bob-repo-pkg', ['repository', 'package']],
];

/** Stand-ins for releases that a repository counts but no answer lists. */
function standIns(count: number): ReleaseContent[] {
  return Array.from({ length: count }, (_, index) => ({
    id: 1000 + index,
    tag: `v${index}`,
    title: '',
    notes: '',
    draft: false,
    prerelease: false,
    createdAt: new Date(0),
    author: 'alice',
    assets: [],
  }));
}

interface RecordedRelease {
  readonly id: number;
  readonly tag_name: string;
  readonly name: string;
  readonly body: string;
  readonly url: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly created_at: string;
  readonly author: { readonly login: string };
  readonly assets: readonly RecordedAsset[];
}

interface RecordedAsset {
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
  readonly size: number;
  readonly created_at: string;
  readonly browser_download_url: string;
  readonly type: 'attachment' | 'external';
  readonly download_count: number;
}

interface RecordedPackage {
  readonly id: number;
  readonly owner: { readonly login: string };
  readonly creator: { readonly login: string };
  readonly name: string;
  readonly version: string;
  readonly created_at: string;
}

type Row = Readonly<Record<string, unknown>>;

const isRelease = (row: Row): row is Row & RecordedRelease => 'tag_name' in row;
const isPackage = (row: Row): row is Row & RecordedPackage => row['type'] === 'generic';

/** Each release and package that appears in any answer, once. */
function collect(exchanges: readonly Exchange[]): Row[] {
  const found = new Map<string, Row>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const row = value as Row;
      if (isRelease(row) || isPackage(row)) {
        const key = `${isRelease(row)} ${row.id}`;
        if (!found.has(key)) found.set(key, row);
      }
      Object.values(row).forEach(visit);
    }
  };
  for (const { response } of exchanges) visit(jsonOf(response.body));
  return [...found.values()];
}

function releaseOf(row: RecordedRelease, bodies: ReturnType<typeof recordedBodies>): ReleaseContent {
  const { id, draft, prerelease } = row;
  return {
    id,
    tag: row.tag_name,
    title: row.name,
    notes: row.body,
    draft,
    prerelease,
    author: row.author.login,
    createdAt: new Date(row.created_at),
    assets: row.assets.map((asset) => ({
      id: asset.id,
      name: asset.name,
      uuid: asset.uuid,
      createdAt: new Date(asset.created_at),
      downloads: asset.download_count,
      body: asset.type === 'external' ? asset.browser_download_url : bodies(asset.uuid, asset.size),
    })),
  };
}

/** The files of a package version: those listed, or else those fetched. */
function filesOf(
  exchanges: readonly Exchange[],
  package_: string,
  bodies: ReturnType<typeof recordedBodies>,
): PackageFileContent[] {
  const listed = exchanges.find(({ request, response }) => {
    return response.status === 200 && decodeURIComponent(request.path).endsWith(`/v1/packages/${package_}/files`);
  });
  if (listed) {
    const rows = jsonOf(listed.response.body) as readonly { id: number; Size?: number; size?: number; name: string }[];
    return rows.map(({ id, Size, size = Size ?? 0, name }) => ({
      id,
      name,
      body: bodies(`${package_}/${name}`, size),
    }));
  }
  const prefix = `/api/packages/${package_}/`;
  const fetched = exchanges.find(({ request, response }) => {
    return response.status === 200 && decodeURIComponent(request.path).startsWith(prefix);
  });
  if (!fetched) return [];
  const name = decodeURIComponent(fetched.request.path).slice(prefix.length);
  return [{ id: 0, name, body: bodies(`${package_}/${name}`, Number(headerOf(fetched, 'content-length'))) }];
}
