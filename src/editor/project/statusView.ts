import { describeError } from '../../words/describeError.ts';
import { plain } from '../../words/format.ts';
import { foreignOf, missingOf, refusedOf } from './projectStatus.ts';
import type { ProjectStatus, ReadProject } from './projectStatus.ts';
import { othersIn, toolAndVersion, toolSentence, toolState } from './toolWords.ts';
import { plural, t } from '../../words/translate.ts';

/** The number of tools that a tooltip has room for. */
const MAX_LINES = 20;

/** What the status bar says about the tools of a folder. */
interface StatusView {
  readonly icon: string;
  readonly text: string;
  readonly tooltip: readonly string[];
  /** For screen readers. */
  readonly label: string;
}

/**
 * The folder shown in the status bar: that of the active editor, or the only one with a lock if the active editor is in no
 * folder. Pure.
 *
 * @param active the path of the active editor's folder
 */
export function projectShown(all: readonly ProjectStatus[], active: string | undefined): ProjectStatus | undefined {
  if (active !== undefined) return all.find(({ folder }) => folder.directory === active);
  return all.length === 1 ? all[0] : undefined;
}

/** `undefined` for a lock without tools. Pure. */
export function statusView(status: ProjectStatus): StatusView | undefined {
  const name = plain(status.folder.name, 40);
  const title = t('Workspace tools of {0}', name);
  if (status.kind === 'unreadable') {
    const { message } = describeError(status.error);
    const text = t('Tools cannot be read');
    return { icon: 'error', text, tooltip: [title, message], label: `${title}: ${message}` };
  }
  if (status.tools.length === 0) return undefined;
  const sentences = status.tools.map(toolSentence);
  return {
    ...summary(status),
    tooltip: [title, ...sentences.slice(0, MAX_LINES)],
    label: `${title}: ${sentences.join(', ')}`,
  };
}

function summary(status: ReadProject): Pick<StatusView, 'icon' | 'text'> {
  const [refused, ...moreRefused] = refusedOf(status);
  if (refused) return { icon: 'error', text: withMore(t('{0} refused', toolAndVersion(refused)), moreRefused.length) };
  const missing = missingOf(status);
  const [lacking] = missing;
  if (lacking) {
    const text =
      missing.length === 1
        ? t('{0} missing', toolAndVersion(lacking))
        : plural(missing.length, '{0} tool missing', '{0} tools missing');
    return { icon: 'cloud-download', text };
  }
  const [foreign, ...moreForeign] = foreignOf(status);
  if (foreign) {
    const text = t('{0}, instance not added', toolAndVersion(foreign));
    return { icon: 'warning', text: withMore(text, moreForeign.length) };
  }
  const [other, ...others] = othersIn(status);
  if (other) {
    return { icon: 'warning', text: withMore(`${toolAndVersion(other)}: ${toolState(other)}`, others.length) };
  }
  const [first, ...rest] = status.tools;
  return { icon: 'tools', text: withMore(first ? toolAndVersion(first) : '', rest.length) };
}

/** `greet 1.0.0 +2` */
function withMore(text: string, moreCount: number): string {
  return moreCount === 0 ? text : `${text} +${moreCount}`;
}
