import type { Asset, Version } from '../../engine/index.ts';
import { count, formatAge, formatSize, plain } from '../words/format.ts';
import type { Services } from '../services.ts';
import { inOrder } from '../tree/fileKind.ts';
import type { PickItem } from '../ui/ui.ts';
import { BACK, backItem, pickPlace } from './pickPlace.ts';
import type { Back, Place } from './pickPlace.ts';

/** From a repository or a package by its version to its files, each step with a way back. `undefined` when dismissed. */
export async function pickAssets(services: Services, title: string): Promise<readonly Asset[] | undefined> {
  for (;;) {
    const place = await pickPlace(services, title);
    if (!place) return undefined;
    const assets = await pickFrom(services, place, title);
    if (assets !== BACK) return assets;
  }
}

/** A version with its files, the same way. */
export async function pickRelease(services: Services, title: string): Promise<Version | undefined> {
  for (;;) {
    const place = await pickPlace(services, title);
    if (!place) return undefined;
    const version = await pickVersion(services, place, title);
    if (version !== BACK) return version;
  }
}

async function pickFrom(services: Services, place: Place, title: string): Promise<readonly Asset[] | Back | undefined> {
  for (;;) {
    const version = await pickVersion(services, place, title);
    if (!version || version === BACK) return version;
    const assets = await pickFiles(services, version, title);
    if (assets !== BACK) return assets;
  }
}

async function pickVersion(services: Services, place: Place, title: string): Promise<Version | Back | undefined> {
  const { engine, ui } = services;
  const items = place.source.kind === 'release' ? releaseItems(services, place) : versionItems(place);
  const placeholder = place.source.kind === 'release' ? 'Releases, newest first' : 'Versions, newest first';
  const withBack = Promise.resolve(items).then((list) => [...list, backItem<Version | string | Back>(BACK)]);
  const picked = await ui.pick(withBack, { title: `${title}: ${plain(place.name)}`, placeholder });
  if (typeof picked !== 'string') return picked;
  return (await (await engine.get()).version(place.instance, place.source, picked)).value;
}

type VersionItem = PickItem<Version | string | Back>;

async function releaseItems({ engine }: Services, { instance, source }: Place): Promise<readonly VersionItem[]> {
  if (source.kind !== 'release') return [];
  const { items } = await (await engine.get()).client(instance).releases(source);
  const now = Date.now();
  return items
    .filter(({ assets }) => assets.length > 0)
    .map((release) => ({
      label: plain(release.version),
      description: [
        ...(release.draft ? ['draft'] : []),
        ...(release.prerelease ? ['pre-release'] : []),
        ...(release.createdAt === undefined ? [] : [formatAge(release.createdAt, now)]),
        count(release.assets.length, 'file'),
      ].join(' · '),
      ...(release.title && { detail: plain(release.title) }),
      icon: 'tag',
      value: release,
    }));
}

function versionItems({ versions = [] }: Place): readonly VersionItem[] {
  const now = Date.now();
  return versions.map(({ version, createdAt }) => ({
    label: plain(version),
    ...(createdAt !== undefined && { description: formatAge(createdAt, now) }),
    icon: 'tag',
    value: version,
  }));
}

async function pickFiles(
  { ui }: Services,
  { assets, version }: Version,
  title: string,
): Promise<readonly Asset[] | Back | undefined> {
  const items: PickItem<readonly Asset[] | Back>[] = inOrder(assets).map((asset) => ({
    label: plain(asset.name),
    ...(asset.sizeBytes !== undefined && { description: formatSize(asset.sizeBytes) }),
    icon: 'file',
    value: [asset],
  }));
  if (assets.length > 1) {
    const totalBytes = assets.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
    const all = `All ${count(assets.length, 'file')}`;
    items.push({ label: all, description: formatSize(totalBytes), icon: 'files', value: assets });
  }
  const options = { title: `${title}: ${plain(version)}`, placeholder: 'Files' };
  return ui.pick([...items, backItem<readonly Asset[] | Back>(BACK)], options);
}
