import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { codeOfSignal, runProgram } from '../../../src/cli/runProgram.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { describeWith } from '../../support/thisSystem.ts';

describeWith('scripts', 'a program that runs in place of this one', function () {
  const directory = useTempDir();

  /** A process to which a test sends signals. */
  const fakeProcess = (): Pick<NodeJS.Process, 'on' | 'off'> & EventEmitter =>
    new EventEmitter() as EventEmitter & Pick<NodeJS.Process, 'on' | 'off'>;

  const start = (script: string, isTerminal: boolean) => {
    const on = fakeProcess();
    const ready = path.join(directory(), 'ready');
    const args = ['-c', `${script}; : >'${ready}'; while :; do sleep 0.02; done`];
    const program = { command: 'sh', file: 'sh', args, env: process.env, isVerbatim: false };
    const ended = runProgram(program, { isTerminal, on });
    const isReady = async (): Promise<void> => {
      while ((await readFile(ready).catch(() => undefined)) === undefined) await setImmediate();
    };
    return { on, ended, isReady };
  };

  it('receives the signals of this process, which stops listening when the program ends', async () => {
    const { on, ended, isReady } = start("trap 'exit 3' TERM", true);
    await isReady();
    assert.ok(on.listenerCount('SIGTERM') === 1 && on.listenerCount('SIGINT') === 1);
    on.emit('SIGTERM');
    assert.deepEqual(await ended, { code: 3 });
    assert.deepEqual(on.eventNames(), []);
  });

  it('receives Ctrl+C from the terminal only, once', async () => {
    const { on, ended, isReady } = start("trap 'exit 4' INT; trap 'exit 5' TERM", true);
    await isReady();
    on.emit('SIGINT');
    on.emit('SIGTERM');
    assert.deepEqual(await ended, { code: 5 });
  });

  it('receives it from this process without a terminal', async () => {
    const { on, ended, isReady } = start("trap 'exit 4' INT", false);
    await isReady();
    on.emit('SIGINT');
    assert.deepEqual(await ended, { code: 4 });
  });

  it('reports the signal that ended it', async () => {
    const { on, ended, isReady } = start(':', false);
    await isReady();
    on.emit('SIGHUP');
    assert.deepEqual(await ended, { signal: 'SIGHUP' });
    assert.equal(codeOfSignal('SIGHUP'), 129);
  });

  it('rejects with the system’s error if it cannot be started, and stops listening', async () => {
    const on = fakeProcess();
    const program = { command: 'x', file: '/nowhere/x', args: [], env: {}, isVerbatim: false };
    await assert.rejects(runProgram(program, { isTerminal: false, on }), { code: 'ENOENT' });
    assert.deepEqual(on.eventNames(), []);
  });
});
