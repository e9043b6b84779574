import { sourceName } from '../../engine/index.ts';
import type { AssetRecord, CachedAsset } from '../../engine/index.ts';
import { namedCopy } from '../downloads/namedCopy.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { ChosenAsset } from './chooseAsset.ts';
import { extensionQuestion, refusalSentence, replacementQuestion } from './extensionWords.ts';
import { readExtensionManifest } from './extensionManifest.ts';
import type { ExtensionManifest } from './extensionManifest.ts';
import { isSameId, takeoverOf } from './takeover.ts';
import type { Takeover } from './takeover.ts';
import { t } from '../../words/translate.ts';

export function isExtension(name: string): boolean {
  return /\.vsix$/i.test(name);
}

/**
 * Installs an extension through the editor, once the user has seen its origin, its evidence and what it would replace.
 * Returns whether it was installed.
 */
export async function installExtension(
  services: Services,
  choice: ChosenAsset,
  { record }: CachedAsset,
): Promise<boolean> {
  const { ui, installHost, extensions } = services;
  // The editor decides by the ending of the file name, which a blob lacks.
  const file = await namedCopy(services, record);
  if (file === undefined) return false;
  const manifest = await readExtensionManifest(file, record.name, record.sha256);
  const takeover = await findTakeover(services, manifest, record);
  if (takeover.kind === 'refused') {
    await ui.warn(refusalSentence(takeover.why, manifest, originOf(services, record)));
    return false;
  }
  if (!(await agrees(services, choice, { record, manifest, takeover }))) return false;
  const replaced = installHost.extensionVersion(manifest.id);
  await ui.progress(t('Installing {0}', plain(record.name, 60)), () => installHost.installExtension(file));
  await extensions.add(manifest, record, replaced);
  return true;
}

async function findTakeover(
  { installHost, extensions }: Services,
  manifest: ExtensionManifest,
  record: AssetRecord,
): Promise<Takeover> {
  const there = await installHost.findExtension(manifest.id);
  const known = extensions.list().find(({ id }) => isSameId(id, manifest.id));
  return takeoverOf({ manifest, record, there, known, ownId: installHost.ownId });
}

/** Replacing an installed extension needs another question, unless it is only an update from the same origin. */
async function agrees(
  services: Services,
  choice: ChosenAsset,
  facts: {
    readonly record: AssetRecord;
    readonly manifest: ExtensionManifest;
    readonly takeover: Exclude<Takeover, { kind: 'refused' }>;
  },
): Promise<boolean> {
  const { ui, instances } = services;
  const origin = originOf(services, facts.record);
  const first = extensionQuestion(choice, { ...facts, origin });
  if (!(await ui.confirm(first.question, first.detail, first.action))) return false;
  if (facts.takeover.kind !== 'replacement') return true;
  const { from } = facts.takeover;
  const before = from && t('{0} on {1}', plain(sourceName(from.source), 80), instances.nameOf(from.instance));
  const second = replacementQuestion(facts.takeover, { ...facts, origin, before });
  return ui.confirm(second.question, second.detail, second.action);
}

/** `alice/ext v1.0.0 on Codeberg` */
function originOf({ instances }: Services, { instance, source, version }: AssetRecord): string {
  return t('{0} {1} on {2}', plain(sourceName(source), 80), plain(version, 60), instances.nameOf(instance));
}
