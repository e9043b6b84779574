import type { ArtifactSource, Package } from '../../engine/index.ts';
import { count, plain } from '../format.ts';
import type { Instance } from '../instances.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui.ts';

/** A step back in a chain of quick picks. */
export const BACK = Symbol('back');
export type Back = typeof BACK;

export function backItem<T>(value: T): PickItem<T> {
  return { label: 'Back', icon: 'arrow-left', value };
}

/** A repository or a package to look for files in. */
export interface Place {
  readonly instance: string;
  readonly source: ArtifactSource;
  /** `owner/name` */
  readonly name: string;
  /** Of a package. */
  readonly versions?: Package['versions'];
}

type Step =
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'owner'; readonly instance: string; readonly owner: string }
  | { readonly kind: 'search'; readonly instance: string };

/** What is in the tree comes first, then a search on each instance. */
export async function pickPlace(services: Services, title: string): Promise<Place | undefined> {
  for (;;) {
    const instances = services.instances.list();
    const items = [...instances.flatMap(listed), ...instances.map(searchItem)];
    const step = await services.ui.pick(items, { title, placeholder: 'Repository, owner, or a search' });
    if (!step) return undefined;
    const place = await follow(services, step, title);
    if (place !== BACK) return place;
  }
}

function listed({ setting: { url, name, repositories, owners } }: Instance): readonly PickItem<Step>[] {
  return [
    ...repositories.map((path) => repositoryItem(url, path, name)),
    ...owners.map((owner) => ({
      label: owner,
      description: name,
      icon: 'organization',
      value: { kind: 'owner', instance: url, owner } as const,
    })),
  ];
}

function repositoryItem(instance: string, path: string, description: string): PickItem<Step> {
  const [owner = '', repo = ''] = path.split('/');
  const place: Place = { instance, source: { kind: 'release', owner, repo }, name: path };
  return { label: plain(path), description: plain(description), icon: 'repo', value: { kind: 'place', place } };
}

function searchItem({ setting: { url, name } }: Instance): PickItem<Step> {
  return { label: `Search ${name}…`, icon: 'search', value: { kind: 'search', instance: url } };
}

async function follow(services: Services, step: Step, title: string): Promise<Place | Back | undefined> {
  if (step.kind === 'place') return step.place;
  const query = step.kind === 'search' ? await askQuery(services, title) : '';
  if (query === undefined) return BACK;
  const items = step.kind === 'owner' ? ownerItems(services, step) : searchItems(services, step.instance, query);
  const found = items.then((list) => [...list, backItem<Step | Back>(BACK)]);
  const picked = await services.ui.pick(found, { title, placeholder: 'Repositories and packages' });
  if (!picked || picked === BACK) return picked;
  return picked.kind === 'place' ? picked.place : BACK;
}

async function ownerItems(
  { engine }: Services,
  { instance, owner }: Extract<Step, { kind: 'owner' }>,
): Promise<readonly PickItem<Step>[]> {
  const client = (await engine.get()).client(instance);
  const [repositories, packages] = await Promise.all([client.repositories(owner), client.packages(owner)]);
  return [
    ...repositories.items
      .filter(({ releaseCount }) => releaseCount > 0)
      .map(({ fullName, releaseCount }) => repositoryItem(instance, fullName, count(releaseCount, 'release'))),
    ...packages.map((found) => packageItem(found)),
  ];
}

function packageItem({ instance, owner, name, versions }: Package): PickItem<Step> {
  const source = { kind: 'genericPackage', owner, package: name } as const;
  const place: Place = { instance, source, name: `${owner}/${name}`, versions };
  return {
    label: plain(place.name),
    description: count(versions.length, 'version'),
    icon: 'package',
    value: { kind: 'place', place },
  };
}

function askQuery({ ui }: Services, title: string): Promise<string | undefined> {
  return ui.input({ title, prompt: 'What to look for', placeholder: 'Part of a repository’s name' });
}

async function searchItems({ engine }: Services, instance: string, query: string): Promise<readonly PickItem<Step>[]> {
  const { items } = await (await engine.get()).client(instance).searchRepositories(query);
  return items
    .filter(({ releaseCount }) => releaseCount > 0)
    .map(({ fullName, description }) => repositoryItem(instance, fullName, description));
}
