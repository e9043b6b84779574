import { sourceName } from '../../engine/index.ts';
import type { Version } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { t } from '../../words/translate.ts';
import { pickRelease } from '../choose/pickAsset.ts';
import { nodesOf } from '../choose/targets.ts';
import { inspectionText } from '../documents/inspectionText.ts';
import { versionOrDraft } from '../documents/versionOrDraft.ts';
import type { Services } from '../services.ts';
import { subjectOf } from './showDetails.ts';

/** Shows which file of a release each platform gets, what verifies each, and what is missing. Downloads only small files. */
export async function inspectRelease(services: Services, ...args: readonly unknown[]): Promise<void> {
  const version = (await versionIn(services, args)) ?? (await pickRelease(services, t('Inspect Release')));
  if (!version) return;
  const name = `${plain(sourceName(version.source), 80)} ${plain(version.version, 80)}`;
  const report = await services.ui.progress(t('Inspecting {0}', name), (say, signal) =>
    services.engine.get().inspect(version, { onFile: (file) => say(plain(file, 60)), signal }),
  );
  await services.reports.show(t('Inspection of {0}', name.replaceAll('/', ' ')), inspectionText(report));
}

async function versionIn(services: Services, args: readonly unknown[]): Promise<Version | undefined> {
  for (const node of nodesOf(services, args)) {
    const subject = await subjectOf(services, node);
    if (subject?.kind === 'version') return versionOrDraft(services.engine.get(), subject);
  }
  return undefined;
}
