import { assetUrl, recordKey, safeFileName } from '../../engine/index.ts';
import type { Asset, AssetRecord } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { toolTarget } from '../project/projectTargets.ts';
import { pathsOf } from '../project/runProjectTool.ts';
import type { Services } from '../services.ts';
import { chosenAssets } from '../choose/targets.ts';
import { askForAssets } from '../choose/pickAsset.ts';
import { cachedTargets } from '../choose/pickRecord.ts';
import { namedCopy } from '../downloads/namedCopy.ts';
import { plural, t } from '../../words/translate.ts';

/** The addresses of the files, one a line. They contain no token. */
export async function copyLink(services: Services, ...args: readonly unknown[]): Promise<void> {
  const assets = await chosenAssets(services, args, () => askForAssets(services, t('Copy Link')));
  if (assets.length > 0) await services.ui.copy(assets.map((asset) => assetUrl(asset).href).join('\n'));
}

/** One digest alone, or several in the format of `sha256sum -c`. */
export async function copySha256(services: Services, ...args: readonly unknown[]): Promise<void> {
  const assets = await chosenAssets(services, args, () => askForAssets(services, t('Copy SHA-256')));
  if (assets.length === 0) return;
  const records = await services.engine.get().cache.list();
  const known = knownSha256(assets, records);
  if (known.length > 0) await services.ui.copy(digestLines(known));
  if (known.length < assets.length) await services.ui.inform(unknownSentence(assets, known.length));
}

export async function copyPath(services: Services, ...args: readonly unknown[]): Promise<void> {
  const project = await toolTarget(services, args);
  if (project) return services.ui.copy(pathsOf(project.status, project.tool));
  const records = await cachedTargets(services, args, t('Copy Path'));
  const found = await Promise.all(records.map((record) => namedCopy(services, record, { toShow: true })));
  const paths = found.filter((path) => path !== undefined);
  if (paths.length > 0) await services.ui.copy(paths.join('\n'));
}

interface Known {
  readonly name: string;
  readonly sha256: string;
}

/** The digest of the file on disk, if the instance still lists that file; otherwise the one the instance gives. */
export function knownSha256(assets: readonly Asset[], records: readonly AssetRecord[]): readonly Known[] {
  return assets.flatMap((asset) => {
    const key = recordKey(asset);
    const record = records.find((one) => one.key === key && one.upstreamId === asset.upstreamId);
    const sha256 = record?.sha256 ?? asset.digests.sha256;
    return sha256 === undefined ? [] : [{ name: asset.name, sha256 }];
  });
}

export function digestLines(known: readonly Known[]): string {
  const [only] = known;
  if (only && known.length === 1) return only.sha256;
  return known.map(({ name, sha256 }) => `${sha256}  ${safeFileName(name)}`).join('\n');
}

function unknownSentence(assets: readonly Asset[], knownCount: number): string {
  const [only] = assets;
  if (only && assets.length === 1) {
    return t('The instance gives no digest for {0}. Download it to get one.', plain(only.name, 80));
  }
  return t(
    'The instance gives no digests for {0}. Download them to get them.',
    plural(assets.length - knownCount, '{0} file', '{0} files'),
  );
}
