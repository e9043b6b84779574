import { isQuarantined, removeQuarantine } from '../../engine/index.ts';
import type { AssetRecord, CachedAsset, Installed, Machine } from '../../engine/index.ts';
import { showFailureOf } from '../inBackground.ts';
import { reportOutcomes } from '../downloads/reportOutcomes.ts';
import { downloadWithProgress } from '../downloads/downloadWithProgress.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { ChosenAsset } from './chooseAsset.ts';
import type { InstallHost } from './installHost.ts';
import { installExtension, isExtension } from './installExtension.ts';
import { withAnswers } from './installQuestions.ts';
import { questionBefore } from './installWords.ts';
import { t } from '../../words/translate.ts';

/** The result: a tool, an editor extension, or nothing, in which case the user has been told why. */
export type InstallResult =
  | { readonly kind: 'tool'; readonly installed: Installed; readonly record: AssetRecord }
  | { readonly kind: 'extension'; readonly record: AssetRecord }
  | undefined;

/** Downloads the file, asks the necessary questions, and installs it. `retry` does all of it again. */
export async function installAsset(
  services: Services,
  choice: ChosenAsset,
  retry: () => Promise<unknown>,
): Promise<InstallResult> {
  const found = await download(services, choice, retry);
  if (!found) return undefined;
  const { record } = found;
  if (isExtension(record.name)) {
    return (await installExtension(services, choice, found)) ? { kind: 'extension', record } : undefined;
  }
  const question = questionBefore(choice, record, services.instances.nameOf(record.instance));
  if (question && !(await services.ui.confirm(question.question, question.detail, question.action))) return undefined;
  const installed = await makeTool(services, choice);
  if (installed) await offerToRun(services, installed);
  return installed && { kind: 'tool', installed, record };
}

/** A failed download is reported like any other. */
async function download(
  services: Services,
  { asset }: ChosenAsset,
  retry: () => Promise<unknown>,
): Promise<CachedAsset | undefined> {
  const [outcome] = await downloadWithProgress(services, [asset], {});
  if (outcome?.state === 'done') return outcome.found;
  const next = { reveal: retry, saveAs: retry, retry };
  if (outcome?.state === 'failed') showFailureOf(services, reportOutcomes(services, [outcome], next));
  return undefined;
}

async function makeTool(services: Services, { asset, tool }: ChosenAsset): Promise<Installed | undefined> {
  const { ui, engine, installHost, installs } = services;
  const machine = (await installHost.machine()) ?? UNKNOWN_MACHINE;
  const installed = await withAnswers(services, (answers) =>
    ui.progress(t('Installing {0}', plain(asset.name, 60)), (_, signal) =>
      engine.get().install(asset, { machine, tool, ...answers, signal }),
    ),
  );
  if (installed) await installs.refresh();
  return installed;
}

/** A machine that no file fits, so that every file leads to a question. */
const UNKNOWN_MACHINE: Machine = {
  os: 'other',
  arch: 'other',
  emulates: [],
  libc: undefined,
  glibcVersion: undefined,
};

/**
 * macOS asks or refuses before it runs downloaded programs. The mark that causes this is removed only if the user agrees.
 */
async function offerToRun({ ui, installHost }: Services, installed: Installed): Promise<void> {
  const output: InstallHost['output'] = (command, args) => installHost.output(command, args);
  if (!(await isQuarantined(installed, output))) return;
  const name = plain(installed.tool.name, 60);
  const detail = t(
    'macOS marks files from other machines, and asks or refuses before it runs {0}. Without the mark, it runs right away.',
    name,
  );
  if (!(await ui.confirm(t('Let {0} run without macOS asking?', name), detail, t('Remove the Mark')))) return;
  if (await removeQuarantine(installed, output)) return;
  await ui.warn(t('The mark could not be removed from {0}. macOS will ask when you first run it.', name));
}
