import type { Services } from '../services.ts';
import { cachedTargets } from '../choose/pickRecord.ts';
import { openDocument, subjectOf } from './showDetails.ts';
import { assetOf } from '../choose/recordTargets.ts';
import { nodesOf } from '../choose/targets.ts';
import { t } from '../../words/translate.ts';

/** Opens the report on what a file was compared with and what that proves. */
export async function showEvidence(services: Services, ...args: readonly unknown[]): Promise<void> {
  const subjects = await Promise.all(nodesOf(services, args).map((node) => subjectOf(services, node)));
  const subject = subjects.find((found) => found?.kind === 'asset');
  if (subject) return openDocument('evidence', subject);
  const [record] = await cachedTargets(services, [], t('Show Evidence'));
  if (record) await openDocument('evidence', { kind: 'asset', asset: assetOf(record) });
}
