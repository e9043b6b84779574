import assert from 'node:assert/strict';
import { useCli } from '../../support/cliRig.ts';
import { itWith } from '../../support/thisSystem.ts';

describe('the command line and a rate-limited forge', () => {
  const rig = useCli();
  const refuse = (seconds: number, times?: number): void => {
    const headers = { 'retry-after': `${seconds}` };
    rig.forge.faults.add({ kind: 'status', status: 429, headers, ...(times !== undefined && { times }) });
    rig.forge.requests.length = 0;
  };

  it('waits, says so once, and continues', async () => {
    await rig.lock('greet', '1.0.0');
    refuse(4, 1);
    const { code, stderr } = await rig.call('restore', ...rig.cacheAt('fresh'));
    assert.equal(code, 0, stderr);
    assert.equal(stderr.match(/^127\.0\.0\.1:\d+ is limiting requests for another [34] s\.$/gm)?.length, 1, stderr);
  });

  it('fails at once if the wait is long, and sends no request until it is over', async () => {
    await rig.lock('greet', '1.0.0');
    refuse(3600);
    const first = await rig.ask('restore', ...rig.cacheAt('fresh'));
    assert.notEqual(first.code, 0);
    assert.match(first.stderr, /is limiting requests\. Try again at \d+:\d\d/);
    const asked = rig.forge.requests.length;
    const second = await rig.ask('restore', ...rig.cacheAt('fresh'));
    assert.equal(second.answer.tools[0]?.error.code, 'rateLimited');
    assert.equal(rig.forge.requests.length, asked);
  });

  itWith('signals', 'stops waiting on Ctrl+C', async () => {
    await rig.lock('greet', '1.0.0');
    refuse(200);
    const stop = new AbortController();
    const onStderr = (text: string): void => {
      if (/is limiting requests until/.test(text)) stop.abort();
    };
    const args = ['-C', rig.directory(), 'restore', ...rig.cacheAt('fresh')];
    const { code, stderr } = await rig.run({ args, env: rig.env(), signal: stop.signal, onStderr });
    assert.equal(code, 130, stderr);
    assert.match(stderr, /Stopped/);
  });
});
