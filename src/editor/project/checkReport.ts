import type { AssetCheck, AssetFacts, ToolCheck } from '../../engine/index.ts';
import { code, digestCell, document, table, text } from '../documents/markdown.ts';
import { describeError } from '../../words/describeError.ts';
import { enumerate, formatSize } from '../../words/format.ts';
import { lockedSummary } from '../../words/lockWords.ts';
import { skippedSentences } from '../../words/projectWords.ts';
import { plural, t } from '../../words/translate.ts';

/** Upstream changes to a lock's files, counted by tool. */
interface CheckSum {
  readonly replaced: readonly string[];
  readonly missing: readonly string[];
  readonly failed: readonly string[];
  readonly newer: readonly string[];
}

export function sumOf(checks: readonly ToolCheck[]): CheckSum {
  const namesOf = (isMeant: (check: ToolCheck) => boolean): readonly string[] =>
    checks.filter(isMeant).map(({ name }) => name);
  const has = (state: AssetCheck['state']) => (check: ToolCheck) =>
    check.ok && check.assets.some((asset) => asset.state === state);
  return {
    replaced: namesOf(has('replaced')),
    missing: namesOf(has('missing')),
    failed: namesOf(({ ok }) => !ok),
    newer: namesOf((check) => check.ok && check.newer !== undefined),
  };
}

/** `Files of greet were replaced since they were locked.` */
export function checkSentence(checks: readonly ToolCheck[]): string {
  if (checks.length === 0) return t('The lock lists no tools.');
  const { replaced, missing, failed, newer } = sumOf(checks);
  const list = (names: readonly string[]): string => enumerate(names, 'and');
  const parts = [
    replaced.length > 0 ? t('Files of {0} have been replaced since they were locked.', list(replaced)) : '',
    missing.length > 0 ? t('Files of {0} were removed upstream.', list(missing)) : '',
    failed.length > 0 ? t('{0} could not be checked.', list(failed)) : '',
    newer.length > 0 ? t('There are newer versions of {0}.', list(newer)) : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) return parts.join(' ');
  return plural(
    checks.length,
    'All locked files are unchanged upstream ({0} tool).',
    'All locked files are unchanged upstream ({0} tools).',
  );
}

/** Whether upstream still has what was locked, file by file. */
export function checkReport(checks: readonly ToolCheck[]): string {
  return document(
    `# ${t('The lock compared with upstream')}`,
    `${text(checkSentence(checks), 1000)} ${t('Nothing was downloaded: this is what the instances list.')}`,
    ...checks.flatMap(toolSections),
  );
}

function toolSections(check: ToolCheck): readonly string[] {
  const { name, tool } = check;
  const head = `## ${text(name)} ${text(tool.version)}`;
  if (!check.ok) return [head, `**${t('Not checked.')}** ${text(describeError(check.error).message, 1000)}`];
  const same = check.assets.filter(({ state }) => state === 'same');
  return [
    head,
    t('Locked: {0}. From {1}.', text(lockedSummary(tool)), text(tool.instance, 300)),
    check.newer === undefined
      ? ''
      : `**${t('Newer.')}** ${t('{0} is newer and also matches {1}.', text(check.newer), code(tool.requested))}`,
    ...skippedSentences(check.skipped).map((line) => text(line, 400)),
    ...check.assets.flatMap(assetSections),
    same.length > 0
      ? `${t('As locked:')}\n\n${same.map((one) => `- ${text(one.name)} (${one.platforms.join(', ')})`).join('\n')}`
      : '',
  ];
}

function assetSections(check: AssetCheck): readonly string[] {
  const about = `${text(check.name)} (${check.platforms.join(', ')})`;
  if (check.state !== 'replaced') {
    return check.state === 'missing' ? [`**${t('Missing.')}** ${t('{0} is gone.', about)}`] : [];
  }
  return [
    `**${t('Replaced.')}** ${t('{0} is a different file now. A restore refuses it.', about)}`,
    comparison([check.before, check.now]),
  ];
}

function comparison(both: readonly AssetFacts[]): string {
  const digest = ({ sha256 }: AssetFacts): string =>
    sha256 === undefined ? t('not given by the server') : digestCell(sha256);
  const size = ({ sizeBytes }: AssetFacts): string =>
    sizeBytes === undefined ? t('not known') : formatSize(sizeBytes);
  return table(
    ['', t('Locked'), t('Now')],
    [
      [t('SHA-256'), ...both.map(digest)],
      [t('Size'), ...both.map(size)],
      [t('Server ID'), ...both.map(({ upstreamId }) => code(upstreamId))],
    ],
  );
}
