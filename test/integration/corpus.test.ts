import assert from 'node:assert/strict';
import { PLATFORM_CORPORA } from '../corpus/platform.ts';
import { SCORERS } from '../corpus/scorers.ts';

const CORPORA = 'test/corpora';

/** Checks what `npm run corpus -- test/corpora` prints. The functions of the product score the cases. */
describe('the corpora', () => {
  // Asset names do not always tell the platform, so those corpora have a minimum score of their own in
  // corpusPlatform.test.ts.
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
