import { FakeClock } from '../support/fakeClock.ts';
import { USER, openWorld } from '../crash/world.ts';
import type { PowerScenario } from './powerLab.ts';
import { SETTLED } from './states.ts';

const clock = new FakeClock(Date.now());
const KEY = `${new Date(clock.now()).toISOString().slice(0, 10)} ${USER}`;

/**
 * The counts of one run of the program. Those of the last moments may be lost, because a count is not worth a sync of its
 * directory. Those that the system has written back must be there.
 */
export const COUNT_SCENARIO: PowerScenario = {
  name: 'count',
  prepare: () => Promise.resolve(),
  act: async (root, say) => {
    const { counter } = openWorld(root, clock);
    for (let round = 0; round < 5; round += 1) {
      say('begun');
      await counter.increment(KEY);
      say('done');
      if (round % 2 === 1) say(SETTLED);
    }
  },
  problems: async (root, log) => {
    const { counter } = openWorld(root, clock);
    const times = (what: string, words = log): number => words.filter((word) => word === what).length;
    const [least, most] = [times('done', log.slice(0, log.lastIndexOf(SETTLED) + 1)), times('begun')];
    const counted = await counter.read(KEY);
    const next = await counter.increment(KEY);
    const wrong = counted < least || counted > most ? [`${counted} are counted, of ${least} to ${most}`] : [];
    return next === counted + 1 ? wrong : [...wrong, `${counted} were counted, then ${next}`];
  },
};
