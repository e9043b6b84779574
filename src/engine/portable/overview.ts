import { groundsOf } from '../evidence.ts';
import type { AssetRecord } from '../ports.ts';
import { sourceName } from '../model.ts';
import { formatLock } from '../project/lockText.ts';
import { LOCK_FILE } from '../project/projectModel.ts';
import type { Lock } from '../project/projectModel.ts';
import type { ExportSink } from './exportSink.ts';

interface Entry {
  readonly tool: string;
  readonly asset: string;
  readonly platforms: readonly string[];
  readonly cached: {
    readonly record: Pick<
      AssetRecord,
      'version' | 'instance' | 'source' | 'sha256' | 'sizeBytes' | 'claimedBy' | 'evidence'
    >;
  };
}

interface Overview {
  readonly lock: Lock;
  readonly entries: readonly Entry[];
  readonly extra: { readonly name: string; readonly sha256: string } | undefined;
}

/** Writes the lock, `SHA256SUMS` for `sha256sum -c`, and `index.json` for people. @throws EngineError `storage` */
export async function writeOverview(sink: ExportSink, { lock, entries, extra }: Overview): Promise<void> {
  const sha256s = new Set(entries.map(({ cached }) => cached.record.sha256));
  for (const name of await sink.earlier()) if (/^[0-9a-f]{64}$/.test(name)) sha256s.add(name);
  const lines = [...sha256s].sort().map((sha256) => `${sha256}  cas/${sha256}\n`);
  if (extra) lines.push(`${extra.sha256}  ${extra.name}\n`);
  const index = { files: entries.map(inIndex), ...(extra && { extra }) };
  await sink.write('SHA256SUMS', lines.join(''));
  await sink.write(LOCK_FILE, formatLock(lock));
  await sink.write('index.json', `${JSON.stringify(index, undefined, 2)}\n`);
}

function inIndex({ tool, asset, platforms, cached: { record } }: Entry): object {
  const { version, instance, source, sha256, sizeBytes } = record;
  const from = { instance, source: sourceName(source) };
  return { tool, version, asset, platforms, ...from, sha256, sizeBytes, evidence: groundsOf(record) };
}
