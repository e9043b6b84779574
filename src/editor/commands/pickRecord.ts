import { sourceName } from '../../engine/index.ts';
import type { AssetRecord } from '../../engine/index.ts';
import { evidenceIcon, evidenceWord } from '../words/evidenceWords.ts';
import { formatSize, plain } from '../words/format.ts';
import type { Services } from '../services.ts';
import { nodesOf, recordsOf } from './targets.ts';

/**
 * The cached files that a command is about: those of the rows, or else one that is picked from a list. Says so when there
 * are none, and gives none then.
 */
export async function cachedTargets(
  services: Services,
  args: readonly unknown[],
  title: string,
): Promise<readonly AssetRecord[]> {
  const nodes = nodesOf(services, args);
  const records = await recordsOf(services, nodes);
  if (records.length > 0) return records;
  if (args.length === 0) return pickRecord(services, title);
  if (nodes.length > 0) void services.ui.inform('Nothing of this is on this machine. Download it first.');
  return [];
}

async function pickRecord({ engine, instances, ui }: Services, title: string): Promise<readonly AssetRecord[]> {
  const records = [...(await (await engine.get()).cache.list())].sort((a, b) => b.usedAt - a.usedAt);
  if (records.length === 0) {
    void ui.inform('Nothing is on this machine yet.');
    return [];
  }
  const items = records.map((record) => ({
    label: plain(record.name),
    description: `${formatSize(record.sizeBytes)} · ${evidenceWord(record.evidence)}`,
    detail: `${plain(sourceName(record.source))} ${plain(record.version)} · ${instances.nameOf(record.instance)}`,
    icon: evidenceIcon(record.evidence),
    value: record,
  }));
  const picked = await ui.pick(items, { title, placeholder: 'Files on this machine, last used first' });
  return picked ? [picked] : [];
}
