import { fitWords } from '../../words/fitWords.ts';
import {
  archName,
  assertFullyListed,
  matchInSlices,
  osName,
  shortSourceName,
  toolOfAsset,
} from '../../engine/index.ts';
import type { FitReason, Asset, ChoiceSubject, Machine, Match, Ranked, Version } from '../../engine/index.ts';
import { enumerateFirst, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** A file to install, and why this one. */
export interface ChosenAsset {
  readonly asset: Asset;
  /** Why it is for this machine; '' if the user chose it. */
  readonly reason: string;
  /** What its name does not say and was assumed. */
  readonly assumptions: readonly FitReason[];
  /** The tool's name, if its release holds several. */
  readonly tool: string | undefined;
}

/** The tool of a version, or the editor extension if no file of it is a tool. */
export async function matchVersion(
  { source, version, assets }: Version,
  machine: Machine,
  tool?: string,
): Promise<Match> {
  const names = assets.map(({ name }) => name);
  const options = { machine, version, repo: shortSourceName(source), tool };
  const match = await matchInSlices(names, options);
  if (match.kind === 'pick' || (match.kind === 'ask' && match.why !== 'onlyInstallers')) return match;
  const vsix = await matchInSlices(names, { ...options, what: 'vsix' });
  return vsix.kind === 'none' ? match : vsix;
}

/**
 * The file of a version for this machine. Asks if several fit, and says what there is if none does. `tool`: which of several
 * tools in the release.
 *
 * @throws EngineError `incomplete`
 */
export async function chooseAsset(
  services: Services,
  version: Version,
  tool?: string,
): Promise<ChosenAsset | undefined> {
  const machine = await services.installHost.machine();
  if (!machine) {
    await services.ui.warn(t("Could not detect this machine's platform. Choose Install on the right file instead."));
    return undefined;
  }
  assertFullyListed(version);
  const match = await matchVersion(version, machine, tool);
  const choiceOf = async ({ name, reasons, assumptions }: Ranked, isOld = false): Promise<ChosenAsset | undefined> => {
    const [asset, ...more] = version.assets.filter((one) => one.name === name);
    if (asset && more.length === 0) {
      const words = fitWords(reasons);
      const reason = isOld ? t('{0}; chosen by you before', words) : words;
      return { asset, reason, assumptions, tool: tool ?? (await toolNamed(asset, version)) };
    }
    await services.ui.warn(
      t(
        'Several files of {0} are called {1}. Choose Install on the one that you mean.',
        plain(version.version, 80),
        plain(name, 80),
      ),
    );
    return undefined;
  };
  if (match.kind === 'pick') return choiceOf(match.pick);
  if (match.kind === 'none') {
    await services.ui.warn(nothingFits(version, machine, match.others));
    return undefined;
  }
  const remembered = await chosenBefore(services, { version, machine, tool }, match);
  if (remembered) return choiceOf(remembered, true);
  const picked = await pickCandidate(services, version, match);
  if (picked) await services.engine.get().fileChoices.remember({ version, machine, tool }, picked.name);
  // The user chose it after seeing everything known about it.
  return picked && choiceOf({ ...picked, assumptions: [] });
}

/** The candidate that the user chose for an earlier version. */
async function chosenBefore(
  { engine }: Services,
  subject: ChoiceSubject,
  { candidates }: Extract<Match, { kind: 'ask' }>,
): Promise<Ranked | undefined> {
  const names = candidates.map(({ name }) => name);
  const name = await engine.get().fileChoices.recall(subject, names);
  return candidates.find((one) => one.name === name);
}

/** A file that the user picked. If several would have fitted, the pick is remembered for the next version. */
export async function chosenAsset({ engine, installHost }: Services, asset: Asset): Promise<ChosenAsset> {
  const running = engine.get();
  // Without a connection, the file's own name is used.
  const release = await running.version(asset.instance, asset.source, asset.version).catch(() => undefined);
  const tool = release && (await toolNamed(asset, release.value));
  const machine = await installHost.machine();
  if (release && machine) {
    const match = await matchVersion(release.value, machine);
    const isAnswer = match.kind === 'ask' && match.candidates.some(({ name }) => name === asset.name);
    if (isAnswer) await running.fileChoices.remember({ version: release.value, machine }, asset.name);
  }
  return { asset, reason: '', assumptions: [], tool };
}

function toolNamed({ name, source }: Asset, { version, assets }: Version): Promise<string | undefined> {
  return toolOfAsset(
    name,
    assets.map((one) => one.name),
    { version, repo: shortSourceName(source) },
  );
}

const QUESTIONS: Readonly<Record<Extract<Match, { kind: 'ask' }>['why'], string>> = {
  severalTools: t('This version contains several tools. Which one?'),
  unsure: t('The file names do not show which one is for this machine. Which one is it?'),
  onlyInstallers: t('These files need a system installer, which you have to run yourself. Which one?'),
};

function pickCandidate(
  { ui }: Services,
  { version }: Version,
  { why, candidates }: Extract<Match, { kind: 'ask' }>,
): Promise<Ranked | undefined> {
  const items = candidates.map((value) => ({
    label: plain(value.name),
    detail: [fitWords(value.reasons), ...value.assumptions.map((one) => fitWords([one]))].join(' · '),
    icon: 'file',
    value,
  }));
  return ui.pick(items, { title: t('Install {0}', plain(version, 60)), placeholder: QUESTIONS[why] });
}

/** `There is nothing for this machine (Linux, x64) in v1.0.0. …` */
function nothingFits({ version, assets }: Version, machine: Machine, others: readonly Ranked[]): string {
  const head = t('{1} has nothing for this machine ({0}).', machineName(machine), plain(version, 80));
  if (assets.length === 0) return `${head} ${t('It has no files.')}`;
  if (others.length === 0) return `${head} ${t('It has no programs.')}`;
  const shown = others.slice(0, 5).map(({ name }) => plain(name, 60));
  return `${head} ${t('Available: {0}.', enumerateFirst(shown, 5, others.length))}`;
}

function machineName({ os, arch, libc }: Machine): string {
  return [osName(os), archName(arch), ...(libc === 'musl' ? ['musl'] : [])].join(', ');
}
