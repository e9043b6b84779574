import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FakeClock } from '../support/fakeClock.ts';
import { problemsOf } from '../crash/invariants.ts';
import { SCENARIOS } from '../crash/scenarios.ts';
import type { Scenario } from '../crash/scenarios.ts';
import { openWorld } from '../crash/world.ts';
import type { PowerScenario } from './powerLab.ts';

/** A machine takes some time to boot, so there is no waiting for anything that the earlier process held. */
const REBOOT_MS = 2 * 60_000;

/** The scenarios of the crash tests, with the power cut instead of a killed process. Counts have a scenario of their own. */
export const CACHE_SCENARIOS: readonly PowerScenario[] = SCENARIOS.filter(({ name }) => name !== 'count').map(
  powerScenarioOf,
);

function powerScenarioOf(scenario: Scenario): PowerScenario {
  const { name, prepare, act, directories = 1 } = scenario;
  const directoriesIn = (root: string): [string, ...string[]] => {
    const others = Array.from({ length: directories - 1 }, (_, index) => join(root, `${index + 1}`));
    return [join(root, '0'), ...others];
  };
  let countedBefore = 0;
  return {
    name,
    prepare: async (root) => {
      const [first] = directoriesIn(root);
      await mkdir(first);
      await prepare(first);
      countedBefore = await countedIn(first);
    },
    act: (root, say) => act({ directories: directoriesIn(root), clock: new FakeClock(Date.now()), say }),
    problems: (root, log, isThorough) => {
      // Counts of the last moments may be lost.
      const begun = countedBefore + log.filter((what) => what === 'begun').length;
      const counts = { done: countedBefore, begun };
      return problemsOf(
        directoriesIn(root),
        { ...scenario, ...counts },
        {
          alsoLater: isThorough,
          afterMs: REBOOT_MS,
        },
      );
    },
  };
}

async function countedIn(directory: string): Promise<number> {
  const world = openWorld(directory, new FakeClock(Date.now()));
  const counted = await world.counted();
  await world.cache.close();
  return counted;
}
