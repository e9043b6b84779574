import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { wanted } from '../bench.ts';
import type { Row, Setting } from '../bench.ts';
import type { HostFigures, HostOrder } from '../host/speed.ts';
import { against, within } from '../result.ts';
import { median } from '../statistics.ts';

/** Longer than the editor takes to start and download. */
const HOST_MS = 5 * 60_000;
const ROOT = resolve(import.meta.dirname, '../../..');

/** The same download inside the real extension host, with the editor's own fetch, and the time of activation. */
export const host: Row = {
  name: 'host',
  run: async (setting) => {
    const { activationMs, ours, fetch } = await inExtensionHost(setting);
    const [ms, rivalMs] = [ours, fetch].map((rounds) => median(rounds.map((round) => round.ms))) as [number, number];
    const late = [ours, fetch].map((rounds) => median(rounds.map((round) => round.loopP99Ms))) as [number, number];
    const unit = 'ms';
    return [
      within({ name: 'activation, loading included', value: activationMs, unit }, 25),
      against(
        { name: 'download in the extension host', value: ms, unit },
        ['plain fetch to a file', rivalMs],
        undefined,
      ),
      against(
        { name: 'event-loop delay p99 there', value: late[0], unit },
        ['plain fetch to a file', late[1]],
        undefined,
      ),
    ];
  },
};

async function inExtensionHost({ sizes, directory, url }: Setting): Promise<HostFigures> {
  await promisify(execFile)(process.execPath, ['esbuild.js', '--host'], { cwd: ROOT });
  const [file] = wanted(1, sizes.largeBytes / 4);
  if (!file) throw new Error('no file to download');
  const out = join(directory, 'host.json');
  const order: HostOrder = { ...file, url, rounds: sizes.rounds, directory, out };
  const env = { ...process.env, TEST_BENCH: JSON.stringify(order) };
  const running = { env, timeout: HOST_MS, killSignal: 'SIGKILL' } as const;
  await promisify(execFile)(process.execPath, [join(ROOT, 'test/bench/host/run.ts')], running);
  return JSON.parse(await readFile(out, 'utf8')) as HostFigures;
}
