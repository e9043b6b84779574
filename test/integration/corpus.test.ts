import assert from 'node:assert/strict';
import { PLATFORM_CORPORA } from '../corpus/platform.ts';
import { SCORERS } from '../corpus/scorers.ts';

const CORPORA = 'test/corpora';

/** What `npm run corpus -- test/corpora` prints: the cases are scored by the functions that the product calls. */
describe('the corpora', () => {
  // Names of assets do not always tell: those corpora have a floor of their own, in corpusPlatform.test.ts.
  for (const { name, detect, score } of SCORERS.filter((one) => !PLATFORM_CORPORA.includes(one.name))) {
    it(`passes every case of ${name}, each once`, async () => {
      assert.ok(await detect(CORPORA), `${name} is missing`);
      const { right, cases } = await score(CORPORA);
      assert.deepEqual(
        cases.filter(({ outcome }) => outcome === 'wrong'),
        [],
      );
      assert.ok(right > 0);
      assert.equal(new Set(cases.map(({ id }) => id)).size, cases.length);
    }).timeout(60_000);
  }
});
