import { cutPower } from './powerLab.ts';
import { POWER_SCENARIOS } from './scenarios.ts';

/**
 * Cuts the power in each scenario with that text in its name, and prints one line for each. Returns whether all went well.
 */
export async function soakPower(only: string, { atMost, seed }: { atMost: number; seed: number }): Promise<boolean> {
  let [tried, wrongStates] = [0, 0];
  for (const scenario of POWER_SCENARIOS) {
    const name = `power cut: ${scenario.name}`;
    if (!name.includes(only)) continue;
    const { steps, syncs, states, wrong } = await cutPower(scenario, { atMost, seed });
    tried += states;
    wrongStates += wrong.length;
    const what = `${`${steps}`.padStart(4)} steps ${`${syncs}`.padStart(3)} syncs ${`${states}`.padStart(5)} states`;
    console.log(`${name.padEnd(32)} ${what} ${wrong.length} wrong`);
    for (const problem of wrong) console.log(`  ${problem}`);
  }
  console.log(`${tried} states tried with seed ${seed}, ${wrongStates} wrong`);
  return wrongStates === 0;
}
