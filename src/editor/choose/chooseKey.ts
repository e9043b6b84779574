import { stat } from 'node:fs/promises';
import { readLimited } from '../../engine/index.ts';
import type { Asset } from '../../engine/index.ts';
import { describeError } from '../../words/describeError.ts';
import { formatSize, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { askForIdentity } from '../trust/askForIdentity.ts';
import { KEY_FILE_LIMIT_BYTES, keyFilesOf, keyTexts } from '../trust/keyFiles.ts';
import type { OfferedKeys } from '../trust/offeredKeys.ts';
import { pasteKey } from '../trust/pasteKey.ts';
import { releaseName } from './trustTarget.ts';
import type { ReleaseRef, TrustTarget } from './trustTarget.ts';
import { t } from '../../words/translate.ts';

type Way = Asset | 'paste' | 'file' | 'identity';

/** Offers the key files of the release and other ways to enter a key. `undefined` when dismissed. */
export async function chooseKey(
  services: Services,
  target: TrustTarget,
  title: string,
): Promise<OfferedKeys | undefined> {
  const { files, notice } = await keyFiles(services, target);
  const way = await services.ui.pick([...files.map(fileItem), ...OTHER_WAYS], {
    title,
    placeholder: notice ?? (files.length > 0 ? t('Which key?') : t('Where is the key?')),
  });
  switch (way) {
    case undefined:
      return undefined;
    case 'paste':
      return pasteKey(services, title);
    case 'file':
      return readKeyFile(services, title);
    case 'identity':
      return askForIdentity(services, target.asset, title);
    default:
      return fetchKeyFile(services, way);
  }
}

const OTHER_WAYS: readonly PickItem<Way>[] = [
  { label: t('Paste a Key…'), detail: t('Takes it from the clipboard'), icon: 'clippy', value: 'paste' },
  { label: t('From a File…'), detail: t('A public key on this machine'), icon: 'folder-opened', value: 'file' },
  {
    label: t('Identity and Issuer…'),
    detail: t('For Sigstore: the signer and the issuer of their identity'),
    icon: 'account',
    value: 'identity',
  },
];

function fileItem(asset: Asset): PickItem<Way> {
  return {
    label: plain(asset.name),
    description: asset.sizeBytes === undefined ? undefined : formatSize(asset.sizeBytes),
    detail: t('From {0}, where anyone with upload access could have put it', releaseName(asset)),
    icon: 'key',
    value: asset,
  };
}

/** If the release cannot be read, only its own files are missing from the list; `notice` says why. */
async function keyFiles(
  services: Services,
  { release }: TrustTarget,
): Promise<{ readonly files: readonly Asset[]; readonly notice?: string | undefined }> {
  if (!release) return { files: [] };
  try {
    return { files: keyFilesOf(release.assets ?? (await assetsOfRelease(services, release))) };
  } catch (error) {
    services.errors.note(error);
    return { files: [], notice: t('Its files cannot be listed. {0}', describeError(error).message) };
  }
}

async function assetsOfRelease(services: Services, release: ReleaseRef): Promise<readonly Asset[]> {
  const { instance, source, version } = release;
  const engine = services.engine.get();
  return (await engine.version(instance, source, version)).value.assets;
}

async function fetchKeyFile({ engine, ui }: Services, asset: Asset): Promise<OfferedKeys | undefined> {
  const bytes = await ui.progress(t('Downloading {0}', plain(asset.name, 60)), async (_report, signal) =>
    engine.get().readSmall(asset, signal),
  );
  // The size of some files is unknown before they are downloaded.
  if (await isTooLarge(ui, asset.name, bytes.byteLength)) return undefined;
  return { texts: keyTexts(bytes), from: t('{0} of {1}', plain(asset.name), releaseName(asset)), isFromRelease: true };
}

async function readKeyFile({ ui }: Services, title: string): Promise<OfferedKeys | undefined> {
  const uri = await ui.chooseFile(title);
  if (!uri) return undefined;
  const { size } = await stat(uri.fsPath);
  if (await isTooLarge(ui, uri.fsPath, size)) return undefined;
  const file = await readLimited(uri.fsPath, KEY_FILE_LIMIT_BYTES);
  if (!file?.ok) {
    await ui.warn(t('{0} is not a key file.', plain(uri.fsPath)));
    return undefined;
  }
  return { texts: keyTexts(file.bytes), from: plain(uri.fsPath), isFromRelease: false };
}

async function isTooLarge(ui: Services['ui'], name: string, sizeBytes: number): Promise<boolean> {
  const isIt = sizeBytes > KEY_FILE_LIMIT_BYTES;
  if (isIt) await ui.warn(t('{0} is too large for a key ({1}).', plain(name), formatSize(sizeBytes)));
  return isIt;
}
