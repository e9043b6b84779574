import { isEngineError } from '../../engine/index.ts';
import type { ArtifactSource, Version } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { skippedSentences } from '../../words/projectWords.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/**
 * The latest version of a source, by the same rule as for locks and the command line. Asks the user if the rule does not
 * decide. `undefined` when dismissed.
 * @throws EngineError `noVersion`, and what the client throws
 */
export async function latestVersion(
  { engine, ui }: Pick<Services, 'engine' | 'ui'>,
  { instance, source }: { readonly instance: string; readonly source: ArtifactSource },
  title: string,
): Promise<Version | undefined> {
  try {
    const { version, skipped } = await engine.get().resolve(instance, source, 'latest');
    if (skipped.length > 0) await ui.inform(skippedSentences(skipped).join(' '));
    return version;
  } catch (error) {
    const placeholder = isEngineError(error, 'noVersion') ? QUESTIONS[error.facts.why] : undefined;
    if (!isEngineError(error, 'noVersion') || placeholder === undefined) throw error;
    const tags = error.facts.nearest.map((tag) => ({ label: plain(tag, 80), icon: 'tag', value: tag }));
    const tag = await ui.pick(tags, { title, placeholder });
    return tag === undefined ? undefined : (await engine.get().version(instance, source, tag)).value;
  }
}

const QUESTIONS: Readonly<Partial<Record<string, string>>> = {
  severalSeries: t('There are releases of several tools. Which one?'),
  tooYoung: t('All versions are newer than your minimum age allows. Choose one anyway?'),
  onlyPrereleases: t('There are only pre-releases. Which one?'),
};
