import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ACTIVE_MUTANT, filesAt, instrument } from './mutants.ts';
import type { Mutant } from './mutants.ts';
import { testsFor } from './tests.ts';

/**
 * `npm run mutate -- [--sample N] [--seed N] [PATH …]` makes small changes to the sources, one at a time, in a copy of the
 * project, and lists the changes that no test notices. Paths are files or directories; the default is `verify` and `cache`.
 * Exit code 1: a mutant is alive.
 */
const { values, positionals } = parseArgs({
  options: { sample: { type: 'string', default: '48' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const paths = positionals.length > 0 ? positionals : ['src/engine/verify', 'src/engine/cache'];

/** Longer than any group takes on a busy machine, because a mutant may well make a loop endless. */
const TIMEOUT_MS = 180_000;

const files = (await Promise.all(paths.map(filesAt))).flat();
const { mutants, sources } = await instrument(files);
const chosen = sampleOf(mutants, Number(values.sample), Number(values.seed));
console.log(`${mutants.length} mutants in ${files.length} files; trying ${chosen.length}`);
const copy = await copyOfProject();
try {
  for (const [file, source] of sources) await writeFile(join(copy, file), source);
  const alive: Mutant[] = [];
  for (const mutant of chosen) {
    const by = await killedBy(mutant, copy);
    if (by === undefined) alive.push(mutant);
    console.log(`${by === undefined ? 'ALIVE' : 'killed'} ${describe(mutant)}${by === undefined ? '' : ` by ${by}`}`);
  }
  const killed = chosen.length - alive.length;
  console.log(`\n${killed} of ${chosen.length} killed (${((100 * killed) / chosen.length).toFixed(1)} %)`);
  for (const mutant of alive) console.log(`  ${describe(mutant)}`);
  process.exitCode = alive.length > 0 ? 1 : 0;
} finally {
  await rm(copy, { recursive: true, force: true });
}

function describe({ file, line, before, after }: Mutant): string {
  return `${file}:${line}  ${before}  =>  ${after}`;
}

/** The same for the same seed, spread over the files. */
function sampleOf(all: readonly Mutant[], count: number, seed: number): readonly Mutant[] {
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0);
  const shuffled = all.map((mutant) => ({ mutant, at: next() })).toSorted((one, other) => one.at - other.at);
  return shuffled.slice(0, count).map(({ mutant }) => mutant);
}

async function copyOfProject(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'forgejo-artifacts-mutants-'));
  for (const name of [
    'src',
    'test',
    'media',
    'package.json',
    'package.nls.json',
    'package.nls.de.json',
    'tsconfig.json',
    'esbuild.js',
  ]) {
    await cp(name, join(directory, name), { recursive: true });
  }
  await symlink(resolve('node_modules'), join(directory, 'node_modules'), 'junction');
  return directory;
}

/** The first group of tests that fails or does not end. */
async function killedBy({ id, file }: Mutant, cwd: string): Promise<string | undefined> {
  for (const group of testsFor(file)) {
    if (!(await passes(group, id, cwd))) return group[0];
  }
  return undefined;
}

function passes(tests: readonly string[], mutant: string, cwd: string): Promise<boolean> {
  return new Promise((done, reject) => {
    const args = ['node_modules/mocha/bin/mocha.js', '--exit', '--bail', '--timeout', '30000', ...tests];
    const env = { ...process.env, [ACTIVE_MUTANT]: mutant };
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      stdio: 'ignore',
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    child.once('error', reject);
    child.once('exit', (code) => done(code === 0));
  });
}
