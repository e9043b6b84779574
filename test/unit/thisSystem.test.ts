import assert from 'node:assert/strict';
import { readSources } from '../support/architecture/rooms.ts';

/** The list of what systems support, the test bed that looks for Wine, and the runner. */
const KNOW_SYSTEMS = ['test/run.ts', 'test/support/thisSystem.ts', 'test/support/windows/testbed.ts'];

describe('tests that differ between systems', () => {
  it('name the feature they need, and leave the detection of systems to one file', async () => {
    const asking = (await readSources('.', 'test')).filter(({ text }) => /process\.platform [!=]==/.test(text));
    assert.deepEqual(asking.map(({ path }) => path).toSorted(), KNOW_SYSTEMS);
  });
});
