import type { AssetRecord, PartialDownload } from '../../engine/index.ts';
import type { DownloadState } from '../downloads/downloadRun.ts';
import { formatAge, plain } from '../../words/format.ts';
import type { EvidenceMark } from '../../words/evidenceWords.ts';
import { COMMANDS } from '../ids.ts';
import type { Settings } from '../settings/settingsModel.ts';
import type { Instance } from '../instances.ts';
import type { Services } from '../services.ts';
import type { InstalledHere } from '../installs/installedHere.ts';
import { viewAsset } from './assetView.ts';
import type { Branches } from './branches.ts';
import { fileKind } from './fileKind.ts';
import { viewInstance } from './instanceView.ts';
import type { Lists } from './lists.ts';
import { viewMessage } from './messages.ts';
import type { EvidenceFilesNode, MoreNode, PackageNode, RepositoryNode, TreeNode, VersionNode } from './nodes.ts';
import { plural, t } from '../../words/translate.ts';

/** How a row looks, independent of the editor. `ui/treeItem.ts` turns it into a row. */
export interface NodeView {
  readonly label: string;
  readonly description: string;
  /** A codicon and, where the state has one, a theme colour. */
  readonly icon: string;
  readonly color?: string | undefined;
  /** Words that the `when` clauses of package.json look for. */
  readonly contextValue: string;
  /** The row in full, for screen readers. */
  readonly accessibleLabel: string;
  readonly collapsible: 'none' | 'collapsed' | 'expanded';
  /** What a click and Enter do, for rows that only run a command. */
  readonly action?: Action | undefined;
  /** The mark at the row's end. */
  readonly mark?: Mark | undefined;
}

export type Mark = EvidenceMark | 'changed' | 'failed' | 'refused';

export interface Action {
  readonly title: string;
  readonly command: string;
  readonly args: readonly unknown[];
}

/** What a row shows beyond its node. Every call is cheap. */
export interface Facts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly fileNames: Settings['fileNames'];
  instance(base: string): Instance | undefined;
  nameOf(base: string): string;
  record(key: string): AssetRecord | undefined;
  /** The partial file of an asset, if there is one. */
  partial(key: string): PartialDownload | undefined;
  download(key: string): DownloadState | undefined;
  readonly installed: InstalledHere;
  /** Last answer of the instance, milliseconds since the epoch. */
  answeredAt(base: string): number | undefined;
  /** For a row that ends a list. */
  isLoadingMore(node: TreeNode): boolean;
}

type FactSources = Pick<Services, 'settings' | 'instances' | 'records' | 'downloads' | 'installs'>;

/** What the rows of the artifact tree show beyond their nodes, at this moment. */
export function treeFacts(
  { settings, instances, records, downloads, installs }: FactSources,
  lists: Pick<Lists, 'answeredAt'>,
  branches: Pick<Branches, 'isLoadingMore'>,
): Facts {
  return {
    now: Date.now(),
    fileNames: settings.current.fileNames,
    instance: (base) => instances.get(base),
    nameOf: (base) => instances.nameOf(base),
    record: (key) => records.get(key),
    partial: (key) => records.partial(key),
    download: (key) => downloads.state(key),
    installed: installs.here,
    answeredAt: (base) => lists.answeredAt(base),
    isLoadingMore: (node) => branches.isLoadingMore(node.parent),
  };
}

export function viewOf(node: TreeNode, facts: Facts): NodeView {
  switch (node.kind) {
    case 'workspace':
      return folder(t('This Workspace'), { icon: 'root-folder', contextValue: 'workspace', collapsible: 'expanded' });
    case 'instance':
      return viewInstance({
        name: facts.nameOf(node.instance),
        instance: facts.instance(node.instance),
        answeredAt: facts.answeredAt(node.instance),
      });
    case 'owner':
      return folder(plain(node.owner), {
        icon: node.isOrganization ? 'organization' : 'account',
        contextValue: `owner ${node.listing}`,
        description: node.listing === 'own' && facts.instance(node.instance)?.login === node.owner ? t('you') : '',
      });
    case 'repository':
      return viewRepository(node, facts);
    case 'packages':
      return folder(t('Packages'), { icon: 'library', contextValue: 'packages' });
    case 'package':
      return viewPackage(node, facts);
    case 'version':
      return viewVersion(node, facts);
    case 'asset':
      return viewAsset(node, facts);
    case 'evidenceFiles':
      return viewEvidenceFiles(node);
    case 'more':
      return viewMore(node, facts.isLoadingMore(node));
    case 'message':
      return viewMessage(node);
  }
}

interface Folder {
  readonly icon: string;
  readonly contextValue: string;
  readonly description?: string | undefined;
  readonly collapsible?: NodeView['collapsible'] | undefined;
}

function folder(label: string, { description = '', collapsible = 'collapsed', ...rest }: Folder): NodeView {
  const accessibleLabel = [label, ...description.split(' · ')].filter(Boolean).join(', ');
  return { label, description, accessibleLabel, collapsible, ...rest };
}

function viewRepository({ repository, listing, instance, owner, repo }: RepositoryNode, facts: Facts): NodeView {
  const description = [
    installedWord(facts.installed(instance, { kind: 'release', owner, repo })),
    listing === 'workspace' ? facts.nameOf(instance) : '',
    repository ? plural(repository.releaseCount, '{0} release', '{0} releases') : '',
    repository?.private ? t('private') : '',
    repository?.archived ? t('archived') : '',
  ];
  return folder(plain(listing === 'listed' ? repo : `${owner}/${repo}`), {
    icon: 'repo',
    contextValue: `repository ${listing}`,
    description: description.filter(Boolean).join(' · '),
  });
}

/** `installed v1.2.0`, the version in use first. */
function installedWord(versions: readonly string[]): string {
  const [first, ...rest] = versions.map((version) => plain(version, 40));
  if (first === undefined) return '';
  return rest.length === 0 ? t('installed {0}', first) : t('installed {0} and {1} more', first, rest.length);
}

function viewPackage({ instance, package: { owner, name, versions } }: PackageNode, facts: Facts): NodeView {
  const installed = facts.installed(instance, { kind: 'genericPackage', owner, package: name });
  return folder(plain(name), {
    icon: 'package',
    contextValue: 'package',
    description: [installedWord(installed), plural(versions.length, '{0} version', '{0} versions')]
      .filter(Boolean)
      .join(' · '),
  });
}

function viewVersion(node: VersionNode, { now, installed }: Facts): NodeView {
  const { version, release, createdAt, latest, instance, source } = node;
  const isInstalled = installed(instance, source).some((one) => one.toLowerCase() === version.toLowerCase());
  const description = [
    latest ? t('latest') : '',
    isInstalled ? t('installed') : '',
    release?.draft ? t('draft') : '',
    release?.prerelease ? t('pre-release') : '',
    createdAt === undefined ? '' : formatAge(createdAt, now),
    release ? plural(release.assets.length + (release.unlisted ?? 0), '{0} file', '{0} files') : '',
    plain(release?.title ?? '', 80),
  ];
  return folder(plain(version), {
    icon: release?.draft ? 'edit' : 'tag',
    contextValue: 'version',
    description: description.filter(Boolean).join(' · '),
  });
}

function viewEvidenceFiles({ files }: EvidenceFilesNode): NodeView {
  const hasSbom = files.some(({ asset }) => fileKind(asset.name) === 'sbom');
  const what = hasSbom ? t('Checksums, signatures and SBOMs') : t('Checksums and signatures');
  return {
    ...folder(`${what} (${files.length})`, { icon: 'checklist', contextValue: 'evidenceFiles' }),
    accessibleLabel: `${what}, ${plural(files.length, '{0} file', '{0} files')}`,
  };
}

function viewMore(node: MoreNode, isLoading: boolean): NodeView {
  const { shownCount, totalCount } = node;
  const description = totalCount === undefined ? t('{0} so far', shownCount) : t('{0} of {1}', shownCount, totalCount);
  const label = isLoading ? t('Loading…') : t('Load More');
  return {
    label,
    description,
    icon: isLoading ? 'loading~spin' : 'ellipsis',
    contextValue: 'more',
    accessibleLabel: `${label}, ${description}`,
    collapsible: 'none',
    action: isLoading ? undefined : { title: label, command: COMMANDS.loadMore, args: [node] },
  };
}
