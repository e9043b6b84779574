import assert from 'node:assert/strict';
import type { Change } from '../../../../src/engine/evidence.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { openDirectoryStores } from '../../../../src/engine/store/directoryStores.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import { memoriesOf } from '../../../../src/engine/verify/memories.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeMemoryDir, useTempDir } from '../../../support/tempDir.ts';

const ROUNDS = 200;
const A = 'a'.repeat(64);
const SEEN = { kind: 'signature', keyIds: ['minisign:K'] } as const;

describe('two windows that write at the same moment', function () {
  this.timeout(60_000);
  const directory = useTempDir(makeMemoryDir);
  const open = (writerId: string) =>
    memoriesOf(openDirectoryStores({ directory: directory(), clock: systemClock, writerId }).memory, systemClock);
  const rounds = async (work: (round: number) => Promise<boolean>): Promise<number> => {
    let lost = 0;
    for (let round = 0; round < ROUNDS; round += 1) if (!(await work(round))) lost += 1;
    return lost;
  };
  const file = (round: number, rest: Partial<Asset>): Asset =>
    makeAsset({ source: { kind: 'release', owner: 'alice', repo: `r${round}` }, ...rest });

  it('loses no memory of a version', async () => {
    const [one, two] = [open('one'), open('two')];
    const lost = await rounds(async (round) => {
      const [first, second] = [file(round, { version: 'v1.0.0' }), file(round, { version: 'v2.0.0' })];
      const noted = { sha256: A, seen: SEEN };
      await Promise.all([one.history.note(first, noted), two.history.note(second, noted)]);
      // Each of the two may know the facts of a second ago.
      const { history } = open('three');
      const found = await Promise.all([first, second].map((asset) => history.recall(asset)));
      return found.every(({ remembered }) => remembered === A);
    });
    assert.equal(lost, 0);
  });

  it('loses no accepted change', async () => {
    const [one, two] = [open('one'), open('two')];
    const lost = await rounds(async (round) => {
      const asset = file(0, { source: { kind: 'release', owner: `owner-${round}`, repo: 'tool' } });
      const changes: readonly Change[] = (['none', 'checksum'] as const).map((now) => ({
        kind: 'weaker',
        before: 'signature',
        now,
      }));
      await Promise.all([
        one.accepted.accept(asset, changes.slice(0, 1)),
        two.accepted.accept(asset, changes.slice(1)),
      ]);
      return (await one.accepted.open(asset, changes)).length === 0;
    });
    assert.equal(lost, 0);
  });

  it('loses no pin', async () => {
    const [one, two] = [open('one'), open('two')];
    const lost = await rounds(async (round) => {
      const [first, second] = [file(round, { name: 'a' }), file(round, { name: 'b' })];
      await Promise.all([one.pins.set(first, { sha256: A }), two.pins.set(second, { sha256: A })]);
      const found = await Promise.all([two.pins.of(first), one.pins.of(second)]);
      return found.every((pin) => pin?.sha256 === A);
    });
    assert.equal(lost, 0);
  });
});
