import type { Asset } from '../../engine/index.ts';
import { count } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { stoppedItem } from './pickRecord.ts';
import { nodesOf, stoppedOf } from './targets.ts';

/** The files of downloads that stopped: those of the rows, or else what is picked. Says so when there are none. */
export async function stoppedAssets(services: Services, args: readonly unknown[]): Promise<readonly Asset[]> {
  const stopped = await stoppedOf(services, nodesOf(services, args));
  return stopped.length > 0 ? stopped.map(({ asset }) => asset) : pickStopped(services);
}

async function pickStopped({ engine, ui }: Services): Promise<readonly Asset[]> {
  const stopped = await engine.get().cache.partials();
  if (stopped.length === 0) {
    await ui.inform('No download has stopped before its end.');
    return [];
  }
  const items: PickItem<readonly Asset[]>[] = stopped.map((partial) => stoppedItem(partial, [partial.asset]));
  if (stopped.length > 1) {
    const assets = stopped.map(({ asset }) => asset);
    items.push({ label: `All ${count(stopped.length, 'download')}`, icon: 'debug-continue', value: assets });
  }
  const options = { title: 'Resume Download', placeholder: 'Downloads that stopped, the last first' };
  return (await ui.pick(items, options)) ?? [];
}
