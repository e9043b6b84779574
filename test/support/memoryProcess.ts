import { openDirectoryStores, systemClock } from '../../src/engine/index.ts';
import { memoriesOf } from '../../src/engine/verify/memories.ts';
import { makeAsset } from './makeAsset.ts';

/**
 * A process that notes, pins and accepts on a directory that other processes write to as well, all for one source and one
 * owner. Its arguments are the directory, its name and the number of rounds.
 */
export function assetOf(writer: string, round: number): ReturnType<typeof makeAsset> {
  return makeAsset({ version: `v${round}.0.0`, name: `tool-${writer}`, upstreamId: `${writer} ${round}` });
}

export function changeOf(writer: string, round: number): { kind: 'signature-missing'; before: readonly string[] } {
  return { kind: 'signature-missing', before: [`ssh:${writer}-${round}`] };
}

/** The digest that the process of that name pins. */
export const digestOf = (writer: string): string => Buffer.from(writer).toString('hex').padEnd(64, '0').slice(0, 64);

const [directory, writer = '', rounds = '0'] = process.argv.slice(2);
if (directory !== undefined && process.argv[1] === import.meta.filename) {
  const { memory } = openDirectoryStores({ directory, clock: systemClock, writerId: writer });
  const { history, pins, accepted } = memoriesOf(memory, systemClock);
  for (let round = 0; round < Number(rounds); round += 1) {
    const asset = assetOf(writer, round);
    await history.note(asset, { sha256: digestOf(writer), seen: { kind: 'none', keyIds: [] } });
    await pins.set(asset, { sha256: digestOf(writer) });
    await accepted.accept(asset, [changeOf(writer, round)]);
  }
}
