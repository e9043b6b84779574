import type { AssetCheck, AssetFacts, ToolCheck } from '../../engine/index.ts';
import { code, document, facts, text } from '../documents/markdown.ts';
import type { Row } from '../documents/markdown.ts';
import { describeError } from '../../words/describeError.ts';
import { count, enumerate, formatSize } from '../../words/format.ts';
import { lockedSummary } from '../../words/lockWords.ts';
import { passedOverSentences } from '../../words/projectWords.ts';

/** What became of a lock's files upstream, counted by tool. */
export interface CheckSum {
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
  const { replaced, missing, failed, newer } = sumOf(checks);
  const list = (names: readonly string[]): string => enumerate(names, 'and');
  const parts = [
    replaced.length > 0 ? `Files of ${list(replaced)} were replaced since they were locked.` : '',
    missing.length > 0 ? `Files of ${list(missing)} are gone.` : '',
    failed.length > 0 ? `${list(failed)} could not be checked.` : '',
    newer.length > 0 ? `There are newer versions of ${list(newer)}.` : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) return parts.join(' ');
  return `All locked files are unchanged upstream (${count(checks.length, 'tool')}).`;
}

/** Whether upstream still has what was locked, file by file. */
export function checkReport(checks: readonly ToolCheck[]): string {
  return document(
    '# The lock, compared with what there is now',
    `${text(checkSentence(checks), 1000)} Nothing was downloaded: this is what the instances list.`,
    ...checks.flatMap(toolSections),
  );
}

function toolSections(check: ToolCheck): readonly string[] {
  const { name, tool } = check;
  const head = `## ${text(name)} ${text(tool.version)}`;
  if (!check.ok) return [head, `**Not checked.** ${text(describeError(check.error).message, 1000)}`];
  const same = check.assets.filter(({ state }) => state === 'same');
  return [
    head,
    `Locked: ${text(lockedSummary(tool))}. From ${text(tool.instance, 300)}.`,
    check.newer === undefined ? '' : `**Newer.** ${text(check.newer)} fits ${code(tool.requested)} too.`,
    ...passedOverSentences(check.passedOver).map((line) => text(line, 400)),
    ...check.assets.flatMap(assetSections),
    same.length > 0
      ? `As locked:\n\n${same.map((one) => `- ${text(one.name)} (${one.platforms.join(', ')})`).join('\n')}`
      : '',
  ];
}

function assetSections(check: AssetCheck): readonly string[] {
  const about = `${text(check.name)} (${check.platforms.join(', ')})`;
  if (check.state !== 'replaced') {
    return check.state === 'missing' ? [`**Missing.** ${about} is not there any more.`] : [];
  }
  const rows = [...factRows('Locked', check.before), ...factRows('Now', check.now)];
  return [`**Replaced.** ${about} is another file now. A restore refuses it.`, facts(rows)];
}

function factRows(label: string, { upstreamId, sizeBytes, sha256 }: AssetFacts): readonly Row[] {
  return [
    [`${label}: SHA-256`, sha256 === undefined ? 'not given by the server' : code(sha256)],
    [`${label}: size`, sizeBytes === undefined ? 'not known' : formatSize(sizeBytes)],
    [`${label}: upstream id`, code(upstreamId)],
  ];
}
