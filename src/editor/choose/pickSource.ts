import { sourceName } from '../../engine/index.ts';
import type { ArtifactSource, LinkedVersion, Package } from '../../engine/index.ts';
import { searchEverywhere } from '../find/findRepositories.ts';
import type { Listable } from '../find/listable.ts';
import { whereOf } from '../find/listRepository.ts';
import { plain } from '../../words/format.ts';
import type { Instance } from '../instances.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { BACK, pickPaged, readSoFar } from './pickPaged.ts';
import type { Back, PickPage } from './pickPaged.ts';
import { plural, t } from '../../words/translate.ts';

/** A repository or a package that holds files. */
export interface PickedSource {
  readonly instance: string;
  readonly source: ArtifactSource;
  /** `owner/name` */
  readonly name: string;
  /** The versions of a package, or the one that a link named. */
  readonly versions?: Package['versions'];
}

type Step =
  | { readonly kind: 'source'; readonly picked: PickedSource }
  | { readonly kind: 'owner'; readonly instance: string; readonly owner: string }
  | { readonly kind: 'search' };

/** Offers the repositories of the open workspace, then those in the tree, then a search. */
export async function pickSource(services: Services, title: string): Promise<PickedSource | undefined> {
  for (;;) {
    const instances = services.instances.list();
    const remotes = await services.tree.workspaceRepositories();
    const inWorkspace = remotes.map(({ instance, owner, repo }) =>
      repositoryItem(instance, `${owner}/${repo}`, t('{0} · this workspace', services.instances.nameOf(instance))),
    );
    const items = [...inWorkspace, ...instances.flatMap(listed), SEARCH];
    const step = await services.ui.pick(items, { title, placeholder: t('Repository, owner, or a search') });
    if (!step) return undefined;
    const picked = await follow(services, step, title);
    if (picked !== BACK) return picked;
  }
}

const SEARCH: PickItem<Step> = { label: t('Search…'), icon: 'search', value: { kind: 'search' } };

function listed({ setting: { url, name, repositories, owners } }: Instance): readonly PickItem<Step>[] {
  return [
    ...repositories.map((path) => repositoryItem(url, path, name)),
    ...owners.map((owner) => ownerItem(url, owner, name)),
  ];
}

function ownerItem(instance: string, owner: string, description: string): PickItem<Step> {
  const value = { kind: 'owner', instance, owner } as const;
  return { label: plain(owner), description: plain(description), icon: 'organization', value };
}

function repositoryItem(instance: string, path: string, description: string): PickItem<Step> {
  const [owner = '', repo = ''] = path.split('/');
  const picked: PickedSource = { instance, source: { kind: 'release', owner, repo }, name: path };
  return { label: plain(path), description: plain(description), icon: 'repo', value: { kind: 'source', picked } };
}

async function follow(services: Services, step: Step, title: string): Promise<PickedSource | Back | undefined> {
  if (step.kind === 'source') return step.picked;
  if (step.kind === 'owner') return pickOfOwner(services, step, title);
  const found = await searchListable(services, title);
  if (!found) return BACK;
  if (found.version) return linkedSource(found.instance, found.version);
  const { value } =
    found.list === 'owners'
      ? ownerItem(found.instance, found.name, '')
      : repositoryItem(found.instance, found.name, '');
  return follow(services, value, title);
}

function linkedSource(instance: string, { source, version }: LinkedVersion): PickedSource {
  return { instance, source, name: sourceName(source), versions: [{ version, createdAt: undefined }] };
}

async function searchListable({ engine, instances, ui }: Services, title: string): Promise<Listable | undefined> {
  const running = engine.get();
  return ui.search({
    title,
    placeholder: t('A word, owner/name, an owner or a link'),
    find: (text, signal) => searchEverywhere(running, instances.list().map(whereOf), text, signal),
  });
}

async function pickOfOwner(
  services: Services,
  { instance, owner }: Extract<Step, { kind: 'owner' }>,
  title: string,
): Promise<PickedSource | Back | undefined> {
  const step = await pickPaged(services.ui, (page) => ownerPage(services, { instance, owner }, page), {
    title,
    placeholder: t('Repositories and packages'),
  });
  if (!step || step === BACK) return step;
  return step.kind === 'source' ? step.picked : BACK;
}

/** Packages come on top of the first page, because the server returns all of them at once. */
async function ownerPage(
  { engine }: Services,
  { instance, owner }: { instance: string; owner: string },
  page: number,
): Promise<PickPage<Step>> {
  const client = engine.get().client(instance);
  const [list, packages] = await Promise.all([
    client.repositories(owner, { page }),
    page === 1 ? client.packages(owner) : [],
  ]);
  const repositories = list.items
    .filter(({ releaseCount }) => releaseCount > 0)
    .map(({ fullName, releaseCount }) =>
      repositoryItem(instance, fullName, plural(releaseCount, '{0} release', '{0} releases')),
    );
  const items = [...packages.map((found) => packageItem(found)), ...repositories];
  return { items, hasMore: list.hasMore, read: t('{0} repositories', readSoFar(list)) };
}

function packageItem({ instance, owner, name, versions }: Package): PickItem<Step> {
  const source = { kind: 'genericPackage', owner, package: name } as const;
  const picked: PickedSource = { instance, source, name: `${owner}/${name}`, versions };
  return {
    label: plain(picked.name),
    description: plural(versions.length, '{0} version', '{0} versions'),
    icon: 'package',
    value: { kind: 'source', picked },
  };
}
