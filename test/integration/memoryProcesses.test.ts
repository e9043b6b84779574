import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { openDirectoryStores, systemClock } from '../../src/engine/index.ts';
import { memoriesOf } from '../../src/engine/verify/memories.ts';
import { assetOf, changeOf, digestOf } from '../support/memoryProcess.ts';
import { makeMemoryDir, useTempDir } from '../support/tempDir.ts';

const WRITERS = ['one', 'two', 'three'];
const ROUNDS = 60;

describe('several processes writing to the same memory', function () {
  this.timeout(120_000);
  const directory = useTempDir(makeMemoryDir);

  it('loses no pin, no accepted change and no memory of a version', async () => {
    const script = resolve('test/support/memoryProcess.ts');
    const run = (writer: string) =>
      promisify(execFile)(process.execPath, [script, directory(), writer, String(ROUNDS)]);
    await Promise.all(WRITERS.map(run));
    const { memory } = openDirectoryStores({ directory: directory(), clock: systemClock, writerId: 'reader' });
    const { history, pins, accepted } = memoriesOf(memory, systemClock);
    const lost: string[] = [];
    for (const writer of WRITERS) {
      for (let round = 0; round < ROUNDS; round += 1) {
        const asset = assetOf(writer, round);
        const [{ remembered }, pin, open] = await Promise.all([
          history.recall(asset),
          pins.of(asset),
          accepted.open(asset, [changeOf(writer, round)]),
        ]);
        if (remembered !== digestOf(writer)) lost.push(`memory of ${writer} ${round}`);
        if (pin?.sha256 !== digestOf(writer)) lost.push(`pin of ${writer} ${round}`);
        if (open.length > 0) lost.push(`change of ${writer} ${round}`);
      }
    }
    assert.deepEqual(lost, []);
  });
});
