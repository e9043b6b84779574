import { enumerate, plain } from '../../words/format.ts';
import { refusalWord } from '../../words/refusalWords.ts';
import { foreignOf, missingOf, refusedOf } from './projectStatus.ts';
import type { ProjectStatus, ProjectTool, ReadProject } from './projectStatus.ts';
import { plural, t } from '../../words/translate.ts';

/** A version without the `v` of its tag. */
export function shortVersion(version: string): string {
  return plain(version.replace(/^v(?=\d)/i, ''), 40);
}

/** `greet 1.0.0` */
export function toolAndVersion({ name, version }: ProjectTool): string {
  return `${plain(name, 40)} ${shortVersion(version)}`;
}

/** Whether a tool runs exactly what is locked, in a few words. */
export function toolState({ state, linked, isRefused, refusal, isInstalled, isObtainable }: ProjectTool): string {
  switch (state) {
    case 'ready':
      return t('restored');
    case 'unlinked':
      return t('installed, not in use');
    case 'withheld':
      return isRefused ? refusalWord(refusal) : t('not checked yet');
    case 'otherVersion':
      return isInstalled
        ? t('runs {0}', shortVersion(linked ?? ''))
        : t('missing, runs {0}', shortVersion(linked ?? ''));
    case 'missing':
      return isObtainable ? t('missing') : t('missing, instance not added');
    case 'noPlatform':
      return t('not for this machine');
  }
}

/** A tool in full, for tooltips and screen readers. */
export function toolSentence(tool: ProjectTool): string {
  const words = [toolState(tool), ...(tool.isOutdated ? [t('does not match forgejo-artifacts.json')] : [])];
  return `${toolAndVersion(tool)}: ${enumerate(words, 'and')}`;
}

/** The state of a folder's tools, in a few words: that of the worst one. */
export function projectState(status: ProjectStatus): string {
  if (status.kind === 'unreadable') return t('cannot be read');
  const refused = refusedOf(status);
  if (refused.length > 0) return plural(refused.length, '{0} tool refused', '{0} tools refused');
  const missing = missingOf(status);
  if (missing.length > 0) return plural(missing.length, '{0} tool missing', '{0} tools missing');
  const foreign = foreignOf(status);
  if (foreign.length > 0) {
    return plural(foreign.length, '{0} tool, instance not added', '{0} tools, instance not added');
  }
  const others = othersIn(status);
  if (others.length > 0)
    return plural(others.length, '{0} tool differs from the lock', '{0} tools differ from the lock');
  return plural(status.tools.length, '{0} tool', '{0} tools');
}

/** The tools whose commands do not run what is locked, except those without a file for this machine. */
export function othersIn({ tools }: Pick<ReadProject, 'tools'>): readonly ProjectTool[] {
  return tools.filter(({ state }) => state !== 'ready' && state !== 'noPlatform');
}
