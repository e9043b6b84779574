import type { Asset, Version } from '../../engine/index.ts';
import { formatAge, formatNumber, formatSize, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { inOrder } from '../tree/fileKind.ts';
import type { PickItem } from '../ui/ui.ts';
import { BACK, backItem, pickPaged, readSoFar } from './pickPaged.ts';
import type { Back, PickPage } from './pickPaged.ts';
import { pickSource } from './pickSource.ts';
import type { PickedSource } from './pickSource.ts';
import { plural, t } from '../../words/translate.ts';

/**
 * Lets the user go from a repository or package through its versions to its files, with a way back at each step. `undefined`
 * when dismissed.
 */
export async function askForAssets(services: Services, title: string): Promise<readonly Asset[] | undefined> {
  for (;;) {
    const picked = await pickSource(services, title);
    if (!picked) return undefined;
    const assets = await pickFrom(services, picked, title);
    if (assets !== BACK) return assets;
  }
}

/** A version with its files, chosen the same way. */
export async function pickRelease(services: Services, title: string): Promise<Version | undefined> {
  for (;;) {
    const picked = await pickSource(services, title);
    if (!picked) return undefined;
    const version = await pickVersion(services, picked, { title, withFiles: false });
    if (version !== BACK) return version;
  }
}

async function pickFrom(
  services: Services,
  picked: PickedSource,
  title: string,
): Promise<readonly Asset[] | Back | undefined> {
  for (;;) {
    const version = await pickVersion(services, picked, { title, withFiles: true });
    if (!version || version === BACK) return version;
    const assets = await pickFiles(services, version, title);
    if (assets !== BACK) return assets;
  }
}

/** `withFiles`: leaves out releases without files. */
async function pickVersion(
  services: Services,
  picked: PickedSource,
  { title, withFiles }: { title: string; withFiles: boolean },
): Promise<Version | Back | undefined> {
  const { engine, ui } = services;
  const isRelease = picked.source.kind === 'release';
  const placeholder = isRelease ? t('Releases, newest first') : t('Versions, newest first');
  const read = (page: number): Promise<PickPage<Version | string>> =>
    isRelease && !picked.versions ? releasePage(services, picked, page) : Promise.resolve(versionPage(picked));
  const isMeant = ({ value }: PickItem<Version | string>): boolean =>
    !withFiles || typeof value === 'string' || value.assets.length > 0;
  const version = await pickPaged(
    ui,
    async (page) => {
      const { items, ...rest } = await read(page);
      return { ...rest, items: items.filter(isMeant) };
    },
    { title: `${title}: ${plain(picked.name)}`, placeholder },
  );
  if (typeof version !== 'string') return version;
  return (await engine.get().version(picked.instance, picked.source, version)).value;
}

async function releasePage(
  { engine }: Services,
  { instance, source }: PickedSource,
  page: number,
): Promise<PickPage<Version | string>> {
  if (source.kind !== 'release') return { items: [], hasMore: false, read: '' };
  const list = await engine.get().client(instance).releases(source, { page });
  return { items: list.items.map(releaseItem), hasMore: list.hasMore, read: readSoFar(list) };
}

function releaseItem(release: Version): PickItem<Version | string> {
  const { draft, prerelease, createdAt, assets, title, version } = release;
  return {
    label: plain(version),
    description: [
      ...(draft ? [t('draft')] : []),
      ...(prerelease ? [t('pre-release')] : []),
      ...(createdAt === undefined ? [] : [formatAge(createdAt, Date.now())]),
      plural(assets.length, '{0} file', '{0} files'),
    ].join(' · '),
    detail: title ? plain(title) : undefined,
    icon: 'tag',
    value: release,
  };
}

/** A package has its versions with it already, and a link names one. */
function versionPage({ versions = [] }: PickedSource): PickPage<Version | string> {
  return { items: versionItems(versions), hasMore: false, read: '' };
}

function versionItems(versions: NonNullable<PickedSource['versions']>): readonly PickItem<Version | string>[] {
  const now = Date.now();
  return versions.map(({ version, createdAt }) => ({
    label: plain(version),
    description: createdAt === undefined ? undefined : formatAge(createdAt, now),
    icon: 'tag',
    value: version,
  }));
}

async function pickFiles(
  { ui }: Services,
  { assets, version, unlisted = 0 }: Version,
  title: string,
): Promise<readonly Asset[] | Back | undefined> {
  const items: PickItem<readonly Asset[] | Back>[] = inOrder(assets).map((asset) => ({
    label: plain(asset.name),
    description: asset.sizeBytes === undefined ? undefined : formatSize(asset.sizeBytes),
    icon: 'file',
    value: [asset],
  }));
  if (assets.length > 1 && unlisted === 0) {
    const totalBytes = assets.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
    const all = plural(assets.length, 'All {0} file', 'All {0} files');
    items.push({ label: all, description: formatSize(totalBytes), icon: 'files', value: assets });
  }
  const options = {
    title: `${title}: ${plain(version)}`,
    placeholder: unlisted > 0 ? t('Files ({0} more are not listed)', formatNumber(unlisted)) : t('Files'),
  };
  return ui.pick([...items, backItem<readonly Asset[] | Back>(BACK)], options);
}
