import assert from 'node:assert/strict';
import { cutPower } from '../power/powerLab.ts';
import type { PowerReport } from '../power/powerLab.ts';
import { POWER_SCENARIOS } from '../power/scenarios.ts';
import { WORSE } from '../power/worse.ts';

/** `npm run soak` tries many more, with a different seed each time. */
const STATES = 14;
const WORSE_STATES = 400;
const SEED = 1;

/** Starts all scenarios at once, because each mostly waits for locks of dead processes. */
class Runs {
  readonly #reports = new Map<string, Promise<PowerReport>>();

  start(name: string, report: Promise<PowerReport>): void {
    // A failure is reported to the test that awaits this promise.
    report.catch(() => undefined);
    this.#reports.set(name, report);
  }

  async of(name: string): Promise<PowerReport> {
    const report = await this.#reports.get(name);
    assert.ok(report);
    return report;
  }
}

describe('a power cut at any moment', function () {
  this.timeout(120_000);
  const runs = new Runs();
  let tried = 0;
  before(() => {
    for (const scenario of POWER_SCENARIOS) {
      runs.start(scenario.name, cutPower(scenario, { atMost: STATES, seed: SEED }));
    }
  });
  after(() => console.log(`      ${tried} states of the disk were tried`));

  for (const { name } of POWER_SCENARIOS) {
    it(`leaves a correct state and loses only files that can be fetched again: ${name}`, async () => {
      const { states, wrong } = await runs.of(name);
      tried += states;
      assert.ok(states > 3, `${states} states`);
      assert.deepEqual(wrong, []);
    });
  }
});

describe('the model of power cuts', function () {
  this.timeout(120_000);
  const runs = new Runs();
  before(() => {
    for (const { name, scenario: wanted, spoil } of WORSE) {
      const scenario = POWER_SCENARIOS.find((one) => one.name === wanted);
      assert.ok(scenario);
      runs.start(name, cutPower(scenario, { atMost: WORSE_STATES, seed: SEED, spoil, stopAtFirst: true }));
    }
  });

  for (const { name } of WORSE) {
    it(`finds a program that ${name}`, async () => {
      const { states, wrong } = await runs.of(name);
      assert.notDeepEqual(wrong, [], `nothing was wrong in ${states} states`);
    });
  }
});
