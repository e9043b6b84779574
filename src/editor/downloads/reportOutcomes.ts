import { isEngineError } from '../../engine/index.ts';
import type { Asset } from '../../engine/index.ts';
import { describeError } from '../../words/describeError.ts';
import type { Services } from '../services.ts';
import { batchSummary, doneSentence, failed, fetched } from './downloadWords.ts';
import type { DownloadOutcome } from './downloads.ts';
import { t } from '../../words/translate.ts';

/** What the buttons of the last message do. */
interface NextSteps {
  readonly reveal: (asset: Asset) => Promise<unknown>;
  readonly saveAs: (assets: readonly Asset[]) => Promise<unknown>;
  readonly retry: (assets: readonly Asset[]) => Promise<unknown>;
}

type MessageServices = Pick<Services, 'ui' | 'errors' | 'log'>;
type Failure = ReturnType<typeof failed>[number];

/**
 * Reports once how the downloads ended. Says nothing if everything was here already (the rows say so) or was cancelled.
 * Resolves when the message is closed and its button's work is done.
 */
export async function reportOutcomes(
  services: MessageServices,
  outcomes: readonly DownloadOutcome[],
  next: NextSteps,
): Promise<void> {
  const hosts = consentHosts(failed(outcomes));
  const asked = new Set(hosts.flatMap(({ assets }) => assets));
  const rest = outcomes.filter(({ asset }) => !asked.has(asset));
  // A question may remain open for a long time; the successes are reported meanwhile.
  await Promise.all([askForHosts(services, hosts, next), reportRest(services, rest, next)]);
}

async function reportRest(
  services: MessageServices,
  outcomes: readonly DownloadOutcome[],
  next: NextSteps,
): Promise<void> {
  const failures = failed(outcomes);
  if (failures.length === 0) return reportDone(services, outcomes, next);
  const reasons = new Set(failures.map(({ error }) => describeError(error).message));
  if (reasons.size === 1 && fetched(outcomes).length === 0) return reportFailure(services, failures, next);
  return reportBatch(services, outcomes, failures, next);
}

async function reportDone(
  { ui }: MessageServices,
  outcomes: readonly DownloadOutcome[],
  next: NextSteps,
): Promise<void> {
  const done = fetched(outcomes).map(({ asset }) => asset);
  const [only] = done;
  if (!only) return;
  const actions = done.length === 1 ? [t('Reveal'), t('Save As…')] : [t('Save As…')];
  const chosen = await ui.inform(doneSentence(outcomes), ...actions);
  if (chosen === t('Reveal')) await next.reveal(only);
  if (chosen === t('Save As…')) await next.saveAs(done);
}

/** One reason for all failures gets its own message, with the button that helps. */
async function reportFailure(services: MessageServices, failures: readonly Failure[], next: NextSteps): Promise<void> {
  const [first] = failures;
  if (!first) return;
  const { asset, error } = first;
  const retry = async (): Promise<void> => {
    await next.retry(failures.map((failure) => failure.asset));
  };
  const name = failures.length === 1 ? { name: asset.name } : {};
  const context = { ...name, retry, instance: asset.instance, target: { kind: 'asset', asset } };
  if (isEngineError(error, 'limited')) return reportLimit(services, describeError(error).message, error);
  return services.errors.show(error, context);
}

/** A limit that users set for themselves is not a failure, and trying again does not help. */
async function reportLimit({ ui, errors }: MessageServices, message: string, error: unknown): Promise<void> {
  errors.note(error);
  if (await ui.inform(message, t('Open Settings'))) await errors.run('openSettings', error, {});
}

async function reportBatch(
  services: MessageServices,
  outcomes: readonly DownloadOutcome[],
  failures: readonly Failure[],
  next: NextSteps,
): Promise<void> {
  const { ui, log, errors } = services;
  const limit = failures.find(({ error }) => isEngineError(error, 'limited'));
  if (limit && failures.every(({ error }) => isEngineError(error, 'limited'))) {
    return reportLimit(services, batchSummary(outcomes), limit.error);
  }
  for (const { error } of failures) errors.note(error);
  const chosen = await ui.warn(batchSummary(outcomes), RETRY, SHOW_LOG);
  if (chosen === RETRY) await next.retry(failures.map(({ asset }) => asset));
  if (chosen === SHOW_LOG) log.show();
}

const RETRY = t('Retry');
const SHOW_LOG = t('Show Log');

interface HostFailures {
  readonly error: unknown;
  readonly instance: string;
  readonly assets: readonly Asset[];
}

function consentHosts(failures: readonly Failure[]): readonly HostFailures[] {
  const byHost = Map.groupBy(failures, ({ error }) =>
    isEngineError(error, 'hostNotAllowed') ? error.facts.host : undefined,
  );
  return [...byHost].flatMap(([host, group]) => {
    const [first] = group;
    if (host === undefined || !first) return [];
    return [{ error: first.error, instance: first.asset.instance, assets: group.map(({ asset }) => asset) }];
  });
}

/** One question for each host, not for each file. */
async function askForHosts(
  { errors }: MessageServices,
  hosts: readonly HostFailures[],
  next: NextSteps,
): Promise<void> {
  for (const { error, instance, assets } of hosts) {
    const [only] = assets;
    const name = only && assets.length === 1 ? { name: only.name } : {};
    const retry = async (): Promise<void> => {
      await next.retry(assets);
    };
    await errors.show(error, { ...name, instance, retry });
  }
}
