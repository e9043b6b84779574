import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type MochaClass from 'mocha';

/** The entry point that the extension host calls. */
export async function run(): Promise<void> {
  const root = process.env['TEST_ROOT'] ?? '';
  const Mocha = createRequire(join(root, 'package.json'))('mocha') as typeof MochaClass;
  // The report is printed at the end, because the editor relays its console line by line.
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: 30_000,
    reporter: Mocha.reporters.Base,
    forbidOnly: true,
  });
  const directory = join(root, '.build/host');
  // Tests that need two windows at once have a run of their own.
  const paired = process.env['TEST_WINDOW'] !== undefined;
  const tests = readdirSync(directory).filter((name) => name.endsWith('.test.cjs'));
  for (const name of tests) if (name.startsWith('twoWindows') === paired) mocha.addFile(join(directory, name));
  const counts = { passed: 0, failed: 0, pending: 0 };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', (test) => {
      counts.passed += 1;
      console.log(`  ok   ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('fail', (test, error: Error) => {
      counts.failed += 1;
      console.error(`  FAIL ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
    runner.on('pending', (test) => {
      counts.pending += 1;
      console.log(`  skip ${test.fullTitle()}`);
    });
  });
  console.log(`${counts.passed} passing`);
  console.log(`${counts.failed} failing`);
  console.log(`${counts.pending} pending`);
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed`);
}
