import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

/**
 * Runs everything, tier by tier: `npm test`, or some of it: `npm test -- unit ui`. The last line is the sum.
 */

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Tier {
  readonly name: string;
  readonly run: () => Promise<Counts>;
}

const NODE = process.execPath;

// npm puts the development tools first on the PATH, where the extension would take them for programs of this machine.
// Of those, scripts that start with `env node` need the Node that runs the tests.
const directories = (process.env['PATH'] ?? '').split(delimiter);
const ofThisMachine = directories.filter((path) => !/node_modules[/\\]\.bin$/.test(path));
process.env['PATH'] = [dirname(NODE), ...ofThisMachine].join(delimiter);
// Hundreds of processes load the same sources: the first one compiles them for all.
process.env['NODE_COMPILE_CACHE'] ??= resolve('.build/compile-cache');

const bin = (name: string): string => `node_modules/.bin/${name}`;

const TIERS: readonly Tier[] = [
  { name: 'check', run: check },
  { name: 'unit', run: () => mochaInParallel('unit', ['linearTime'], 40_000) },
  { name: 'integration', run: () => mochaInParallel('integration', ['faults', 'live', 'installsCrash'], 60_000) },
  { name: 'build', run: () => steps([['build', NODE, ['esbuild.js']]]) },
  { name: 'host', run: () => counted(NODE, ['test/support/editor/runHost.ts']) },
  { name: 'package', run: () => mocha('test/package/**/*.test.ts', '--timeout', '120000') },
  { name: 'ui', run: () => mochaInParallel('ui', ['downloads', 'installs', 'evidence'], 120_000) },
];

/**
 * Runs test files in several processes at once. The slowest files start first, so that none is still running when all
 * others have ended.
 */
function mochaInParallel(tier: string, slowest: readonly string[], timeoutMs: number): Promise<Counts> {
  const first = slowest.map((name) => join('test', tier, `${name}.test.ts`));
  const rest = globSync(`test/${tier}/**/*.test.ts`).filter((file) => !first.includes(file));
  const jobs = String(Math.max(2, availableParallelism()));
  const setup = tier === 'ui' ? ['--require', 'test/support/editor/built.ts'] : [];
  return mocha('--parallel', '--jobs', jobs, ...setup, '--timeout', String(timeoutMs), ...first, ...rest.toSorted());
}

function check(): Promise<Counts> {
  return steps([
    ['types', bin('tsc'), ['-p', '.']],
    ['lint', bin('oxlint'), ['--deny-warnings']],
    ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ]);
}

/** Each step is one thing that passes or fails; they run side by side. */
async function steps(commands: readonly (readonly [string, string, readonly string[]])[]): Promise<Counts> {
  const step = async ([name, command, args]: (typeof commands)[number]): Promise<boolean> => {
    const { code } = await run(command, args);
    console.log(`  ${code === 0 ? 'ok  ' : 'FAIL'} ${name}`);
    return code === 0;
  };
  const passed = (await Promise.all(commands.map(step))).filter(Boolean).length;
  return { passed, failed: commands.length - passed, skipped: 0 };
}

function mocha(...args: readonly string[]): Promise<Counts> {
  // A test that leaves something running must not keep the run from its end; that it did is a matter for its own checks.
  return counted(NODE, ['node_modules/mocha/bin/mocha.js', '--exit', '--forbid-only', '--reporter', 'spec', ...args]);
}

/** A run that says at its end how many tests passed, failed and were skipped. No tests at all is a failure. */
async function counted(command: string, args: readonly string[]): Promise<Counts> {
  const { code, output } = await run(command, args);
  const count = (word: string): number =>
    [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}`, 'gm'))].reduce((sum, [, number]) => sum + Number(number), 0);
  const counts = { passed: count('passing'), failed: count('failing'), skipped: count('pending') };
  if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
  return counts;
}

function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command !== NODE,
    });
    let output = '';
    const relay = (stream: NodeJS.WriteStream) => (data: Buffer) => {
      output += data.toString();
      stream.write(data);
    };
    child.stdout.on('data', relay(process.stdout));
    child.stderr.on('data', relay(process.stderr));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !TIERS.some((tier) => tier.name === name));
if (unknown.length > 0)
  throw new Error(`no tier ${unknown.join()}; there are ${TIERS.map(({ name }) => name).join(', ')}`);

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
for (const tier of TIERS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n== ${tier.name}`);
  const startedAt = performance.now();
  const { passed, failed, skipped } = await tier.run();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  lines.push(
    `${tier.name.padEnd(12)} ${`${passed}`.padStart(4)} passed ${failed} failed ${skipped} skipped ${seconds.padStart(6)} s`,
  );
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
console.log(`\n${lines.join('\n')}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
