import { formatDuration, formatTime, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { showFailureOf } from '../inBackground.ts';
import { t } from '../../words/translate.ts';

/** How many downloads were made from each instance today, how many are allowed, and when the count starts again. */
export async function showDownloadsToday(services: Services): Promise<void> {
  const { limiter } = services.engine.get();
  const used = await Promise.all(
    services.instances.list().map(async ({ setting: { url, name } }) => ({ name, ...(await limiter.usedToday(url)) })),
  );
  showFailureOf(services, services.ui.inform(todaySentence(used, Date.now())));
}

interface UsedToday {
  readonly name: string;
  readonly count: number;
  /** 0 means no limit. */
  readonly limit: number;
  readonly resetsAt: number;
}

/** `Downloads today: Codeberg 12 of 200. The count resets at 01:00 (in 3 h).` */
export function todaySentence(used: readonly UsedToday[], now: number): string {
  const [first] = used;
  if (!first) return t('No instance is configured.');
  const parts = used.map(({ name, count, limit }) => {
    const amount = limit > 0 ? t('{0} of {1}', count, limit) : count;
    return `${plain(name, 60)} ${amount}`;
  });
  const summary = t('Downloads today: {0}.', parts.join(', '));
  if (first.limit === 0) return `${summary} ${t('You set no limit.')}`;
  const inMs = first.resetsAt - now;
  const reset = t('The count resets at {0} (in {1}).', formatTime(first.resetsAt), formatDuration(inMs));
  return `${summary} ${reset}`;
}
