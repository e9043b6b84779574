import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type MochaClass from 'mocha';

/** What the extension host calls. The editor's console is relayed line by line, so the report is made of single lines. */
export async function run(): Promise<void> {
  const root = process.env['TEST_ROOT'] ?? '';
  const Mocha = createRequire(join(root, 'package.json'))('mocha') as typeof MochaClass;
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 30_000, reporter: 'min', forbidOnly: true });
  const directory = join(root, '.build/host');
  for (const name of readdirSync(directory)) if (name.endsWith('.test.cjs')) mocha.addFile(join(directory, name));
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
