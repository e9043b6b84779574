import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FILE_SYSTEMS, mountNew } from './mounts.ts';
import type { FileSystem } from './mounts.ts';

/**
 * `npm run filesystems` runs the tests of everything that writes to disks on each common kind of file system, newly made and
 * mounted. `-- ext4 ntfs` selects file systems, `--tests <glob>` other tests. File systems that this machine cannot provide
 * are skipped with the reason: mounting takes root and loop devices. The last lines are a table. The exit code is 1 if
 * anything failed.
 */
const SUITES = [
  'test/unit/engine/{cache,store,install,project,environments,unpack}/**/*.test.ts',
  'test/unit/engine/{disk,age}.test.ts',
  'test/integration/{installs,project,projectFiles,memoryProcesses}.test.ts',
  'test/long/processes.test.ts',
  'test/filesystems/*.test.ts',
];

interface Row {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly note: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tests: { type: 'string', multiple: true }, reporter: { type: 'string', default: 'dot' } },
});
const files = (values.tests ?? SUITES).flatMap((glob) => globSync(glob));

async function tryOn(system: FileSystem): Promise<Row> {
  const { name, from } = system;
  let mounted;
  try {
    mounted = mountNew(system);
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error)
      .split('\n')
      .slice(0, 2)
      .join(' ');
    return {
      name,
      passed: 0,
      failed: 0,
      skipped: files.length,
      note: `skipped: ${reason} (Debian: ${from ?? 'root'})`,
    };
  }
  try {
    console.log(`\n== ${name}`);
    return { name, note: '', ...(await testIn(mounted.path, name)) };
  } finally {
    mounted.remove();
  }
}

async function testIn(path: string, name: string): Promise<Omit<Row, 'name' | 'note'>> {
  const mocha = ['node_modules/mocha/bin/mocha.js', '--exit', '--forbid-only', '--parallel', '--jobs', '2'];
  const options = ['--reporter', values.reporter, '--timeout', '600000'];
  const env = { ...process.env, TMPDIR: path, TEST_FILE_SYSTEM: name };
  const child = spawn(process.execPath, [...mocha, ...options, ...files], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    process.stdout.write(data);
  });
  const code = await new Promise<number>((resolve) => void child.once('close', (value) => resolve(value ?? 1)));
  const count = (word: string): number => Number(new RegExp(`^\\s*(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0);
  const failed = count('failing');
  return { passed: count('passing'), failed: failed === 0 && code !== 0 ? 1 : failed, skipped: count('pending') };
}

const rows: Row[] = [];
for (const system of FILE_SYSTEMS) {
  if (positionals.length > 0 && !positionals.includes(system.name)) continue;
  rows.push(await tryOn(system));
}
console.log('');
for (const { name, passed, failed, skipped, note } of rows) {
  const what = `${`${passed}`.padStart(5)} passed ${`${failed}`.padStart(3)} failed ${`${skipped}`.padStart(3)} skipped`;
  console.log(`${name.padEnd(8)} ${what} ${note}`);
}
process.exitCode = rows.some(({ failed }) => failed > 0) ? 1 : 0;
