import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CrashLab } from '../crash/crash.ts';
import { UNSEEN } from '../crash/fileCalls.ts';
import { SCENARIOS } from '../crash/scenarios.ts';

/** `npm run soak` tries every point, also after calls that only read. */
const POINTS = 14;

describe('a process that dies at any step', function () {
  this.timeout(120_000);
  let lab: CrashLab;
  let tried = 0;
  before(async () => {
    lab = await CrashLab.open();
  });
  after(async () => {
    await lab[Symbol.asyncDispose]();
    console.log(`      ${tried} points were tried`);
  });

  for (const scenario of SCENARIOS) {
    it(`leaves a correct state and loses nothing: ${scenario.name}`, async () => {
      const points = await lab.try(scenario, { steps: 'changes', atMost: POINTS });
      const died = points.filter(({ step }) => step !== undefined);
      tried += died.length;
      assert.ok(died.length >= Math.min(5, points.length - 1), 'it was killed at the intended step');
      assert.ok(died.length > 3);
      assert.deepEqual(
        points.filter(({ problems }) => problems.length > 0),
        [],
      );
    });
  }

  it('is observed at every call by which the cache changes files', async () => {
    const files = await readdir('src/engine', { recursive: true });
    const sources = files.filter((name) => /^(?:disk|cache|store)/.test(name));
    const texts = await Promise.all(
      sources.filter((name) => name.endsWith('.ts')).map((name) => readFile(join('src/engine', name), 'utf8')),
    );
    const imported = (module: string): readonly string[] =>
      texts.flatMap((text) =>
        [...text.matchAll(new RegExp(`^import \\{([^}]*)\\} from '${module}'`, 'gm'))].flatMap(([, names]) =>
          (names ?? '').split(',').map((name) => name.trim()),
        ),
      );
    assert.ok(imported('node:fs/promises').includes('rename'));
    assert.deepEqual(
      imported('node:fs/promises').filter((name) => UNSEEN.includes(name) && name !== 'constants'),
      [],
    );
    assert.deepEqual(
      imported('node:fs').filter((name) => !name.startsWith('read')),
      [],
    );
  });
});
