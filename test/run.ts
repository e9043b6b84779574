import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { makeMemoryTmp } from './support/memoryTmp.ts';
import { OrderedOutput } from './support/orderedOutput.ts';
import { RUN_ON_WINDOWS, whyNoWindows } from './support/windows/testbed.ts';

/**
 * Runs the tests: `npm test` what people run before a push, `npm test -- all` everything, as CI does, and `npm test -- unit
 * ui` some tiers. The last line is the sum.
 */

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Receives the output of a tier. */
type Print = (text: string) => void;

interface Tier {
  readonly name: string;
  readonly run: (print: Print) => Promise<Counts>;
}

const NODE = process.execPath;

// npm puts the development tools first on the PATH, where the extension would take them for programs of this machine.
// Scripts that start with `env node` still need the Node that runs the tests.
const directories = (process.env['PATH'] ?? '').split(delimiter);
const ofThisMachine = directories.filter((path) => !/node_modules[/\\]\.bin$/.test(path));
process.env['PATH'] = [dirname(NODE), ...ofThisMachine].join(delimiter);
// Hundreds of processes load the same sources, so the first one compiles them for all.
process.env['NODE_COMPILE_CACHE'] ??= resolve('.build/compile-cache');

const wanted = process.argv.slice(2);
const isEverything = wanted.includes('all');

// Tests that try thousands of cases try some of them before a push: see `support/sampled.ts`.
if (isEverything) process.env['TEST_ALL_CASES'] = 'yes';
// Writing to a disk takes much of the tests' time, so only the run of everything does so.
const tmp = isEverything ? undefined : (process.env['TMPDIR'] ?? makeMemoryTmp());
if (tmp !== undefined) process.env['TMPDIR'] = tmp;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const bin = (name: string): string => `node_modules/.bin/${name}`;

/**
 * The tiers of a lane run one after another, and the lanes run in parallel. One lane waits for the disk and the other for an
 * editor, so neither would keep the processors busy alone.
 */
const LANES: readonly (readonly Tier[])[] = [
  [
    { name: 'check', run: check },
    { name: 'unit', run: (print) => mochaInParallel(print, 'unit', [], 60_000) },
    { name: 'integration', run: (print) => mochaInParallel(print, 'integration', ['scale', 'powerCuts'], 60_000) },
    {
      name: 'long',
      run: (print) => mochaInParallel(print, 'long', ['environmentsCrash', 'live', 'crash', 'installsCrash'], 60_000),
    },
    { name: 'windows', run: windows },
  ],
  [
    { name: 'build', run: (print) => steps(print, [['build', NODE, ['esbuild.js']]]) },
    { name: 'host', run: (print) => counted(print, NODE, ['test/support/editor/runHost.ts']) },
    { name: 'package', run: (print) => mocha(print, 'test/package/**/*.test.ts', '--timeout', '120000') },
  ],
];

/** These tests click and wait like people, so nothing else runs meanwhile. */
const LAST: Tier = {
  name: 'ui',
  run: (print) => mochaInParallel(print, 'ui', ['workspaceTools', 'environments', 'installs', 'evidence'], 120_000),
};

/**
 * Runs test files in several processes at once. The slowest files start first, so that none is still running when all others
 * have ended.
 */
function mochaInParallel(print: Print, tier: string, slowest: readonly string[], timeoutMs: number): Promise<Counts> {
  const first = slowest.map((name) => join('test', tier, `${name}.test.ts`));
  const rest = globSync(`test/${tier}/**/*.test.ts`).filter((file) => !first.includes(file));
  const jobs = String(Math.max(2, availableParallelism()));
  const setup = tier === 'ui' ? ['--require', 'test/support/editor/built.ts'] : [];
  return mocha(
    print,
    '--parallel',
    '--jobs',
    jobs,
    ...setup,
    '--timeout',
    String(timeoutMs),
    ...first,
    ...rest.toSorted(),
  );
}

/**
 * Runs the tests that depend on the system under Node for Windows. Slow files get more time, because Wine takes a second to
 * start a process.
 */
async function windows(print: Print): Promise<Counts> {
  const reason = whyNoWindows();
  if (reason !== undefined) {
    print(`  skipped: ${reason}\n`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const files = globSync([
    'test/{unit,integration/{engine,cli}}/**/*.test.ts',
    'test/{integration,long}/environments*.test.ts',
  ]);
  const jobs = String(Math.max(2, availableParallelism()));
  const patience = ['--timeout', '180000', '--require', 'test/support/windows/patience.ts'];
  const args = ['--exit', '--forbid-only', '--parallel', '--jobs', jobs, ...patience, ...files.toSorted()];
  return counted(print, 'bash', [RUN_ON_WINDOWS, 'node_modules/mocha/bin/mocha.js', '--no-colors', ...args]);
}

/** Types and format of files that did not change since the last run are not checked again. The linter has no such memory. */
function check(print: Print): Promise<Counts> {
  const types = ['--incremental', '--tsBuildInfoFile', '.build/types.tsbuildinfo'];
  const format = ['--cache', '--cache-strategy', 'content', '--cache-location', '.build/format.json'];
  return steps(print, [
    ['types', bin('tsc'), ['-p', '.', ...types]],
    ['lint', bin('oxlint'), ['--deny-warnings']],
    ['format', bin('prettier'), ['--check', '--log-level', 'warn', ...format, '.']],
  ]);
}

/** Each step either passes or fails; they run in parallel. */
async function steps(
  print: Print,
  commands: readonly (readonly [name: string, command: string, args: readonly string[]])[],
): Promise<Counts> {
  const step = async ([name, command, args]: (typeof commands)[number]): Promise<boolean> => {
    const { code } = await run(print, command, args);
    print(`  ${code === 0 ? 'ok  ' : 'FAIL'} ${name}\n`);
    return code === 0;
  };
  const passed = (await Promise.all(commands.map(step))).filter(Boolean).length;
  return { passed, failed: commands.length - passed, skipped: 0 };
}

function mocha(print: Print, ...args: readonly string[]): Promise<Counts> {
  // A test that leaves something running must not block the end of the run; its own checks have to report that.
  return counted(print, NODE, [
    'node_modules/mocha/bin/mocha.js',
    '--exit',
    '--forbid-only',
    '--reporter',
    'spec',
    ...args,
  ]);
}

/**
 * Runs a program that prints at its end how many tests passed, failed and were skipped. No tests at all count as a failure.
 */
async function counted(print: Print, command: string, args: readonly string[]): Promise<Counts> {
  const { code, output } = await run(print, command, args);
  const count = (word: string): number =>
    [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}`, 'gm'))].reduce((sum, [, number]) => sum + Number(number), 0);
  const counts = { passed: count('passing'), failed: count('failing'), skipped: count('pending') };
  if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
  return counts;
}

function run(print: Print, command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command !== NODE,
    });
    let output = '';
    const take = (text: string): void => {
      output += text;
      print(text);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Tiers that only `all` runs. They try every point where a fault may strike, or build everything that is shipped. */
const ONLY_IN_ALL = new Set(['long', 'package']);
/** Wine keeps all processors busy for minutes, and differs from Windows and from one version of Wine to the next. */
const ONLY_BY_NAME = 'windows';

const tiers = [...LANES.flat(), LAST];
const names = tiers.map(({ name }) => name);
const unknown = wanted.filter((name) => name !== 'all' && !names.includes(name));
if (unknown.length > 0)
  throw new Error(`no tier ${unknown.join()}; there are ${names.join(', ')}, and all of them: all`);

function isWanted({ name }: Tier): boolean {
  if (wanted.includes(name)) return true;
  if (name === ONLY_BY_NAME) return false;
  return isEverything || (wanted.length === 0 && !ONLY_IN_ALL.has(name));
}

const output = new OrderedOutput(
  tiers.filter(isWanted).map(({ name }) => name),
  (text) => process.stdout.write(text),
);
const sums = new Map<string, { readonly counts: Counts; readonly seconds: number }>();

async function runTier({ name, run }: Tier): Promise<void> {
  output.print(name, `\n== ${name}\n`);
  const startedAt = performance.now();
  const counts = await run((text) => output.print(name, text));
  sums.set(name, { counts, seconds: (performance.now() - startedAt) / 1000 });
  output.end(name);
}

await Promise.all(
  LANES.map(async (lane) => {
    for (const tier of lane.filter(isWanted)) await runTier(tier);
  }),
);
if (isWanted(LAST)) await runTier(LAST);

const lines = names.flatMap((name) => {
  const sum = sums.get(name);
  if (!sum) return [];
  const { passed, failed, skipped } = sum.counts;
  const counts = `${`${passed}`.padStart(4)} passed ${failed} failed ${skipped} skipped`;
  return [`${name.padEnd(12)} ${counts} ${sum.seconds.toFixed(1).padStart(6)} s`];
});
const total = [...sums.values()].reduce(
  (sum, { counts }) => ({
    passed: sum.passed + counts.passed,
    failed: sum.failed + counts.failed,
    skipped: sum.skipped + counts.skipped,
  }),
  { passed: 0, failed: 0, skipped: 0 },
);
console.log(`\n${lines.join('\n')}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
