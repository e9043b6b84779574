import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ArtifactSource, Engine } from '../../src/engine/index.ts';
import { makeEngine } from './testEngine.ts';

/**
 * A process that works on a cache directory, for tests that need more than one. Its only argument is the job. It writes a
 * line of JSON for each event.
 */
export interface Job {
  readonly directory: string;
  readonly url: string;
  readonly source: ArtifactSource;
  readonly version: string;
  readonly names: readonly string[];
  /** How often it downloads, verifies and evicts each file; 0 downloads each once. */
  readonly rounds: number;
}

export type Line =
  | { readonly kind: 'received'; readonly bytes: number }
  | { readonly kind: 'got'; readonly name: string; readonly sha256: string; readonly fromCache: boolean }
  | { readonly kind: 'wrong'; readonly name: string; readonly what: string }
  | { readonly kind: 'end' };

const say = (line: Line): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function getOne(engine: Engine, job: Job, name: string): Promise<string> {
  const { value } = await engine.version(job.url, job.source, job.version);
  const asset = value.assets.find((one) => one.name === name);
  if (!asset) throw new Error(`no ${name}`);
  const { path, record, fromCache } = await engine.obtain(asset, {
    onProgress: (state) => {
      if (state.phase === 'transfer') say({ kind: 'received', bytes: state.receivedBytes });
    },
  });
  const bytes = await readFile(path).catch(() => undefined);
  const sha256 = bytes && createHash('sha256').update(bytes).digest('hex');
  // Another process may have evicted the file already, but wrong bytes are never allowed.
  if (sha256 && sha256 !== record.sha256) say({ kind: 'wrong', name, what: 'bytes' });
  say({ kind: 'got', name, sha256: record.sha256, fromCache });
  return record.key;
}

async function run(job: Job): Promise<void> {
  await using made = await makeEngine(job.directory);
  const { engine } = made;
  for (let round = 0; round <= job.rounds; round += 1) {
    for (const name of job.names) {
      const key = await getOne(engine, job, name).catch((error: unknown) => {
        // Another process evicted it after it was stored and before it was checked. The error says so, and no harm is done.
        if (!/removed at once|ENOENT/.test(String(error))) say({ kind: 'wrong', name, what: String(error) });
      });
      if (!key || job.rounds === 0) continue;
      const { state } = await engine.verify(key);
      if (state === 'broken') say({ kind: 'wrong', name, what: 'broken' });
      if (round % 2 === 0) await engine.cache.evict([key], { alsoKept: true });
    }
  }
  say({ kind: 'end' });
}

const [argument] = process.argv.slice(2);
if (argument) {
  // The engine's timers do not keep a process alive; an editor's process lives anyway.
  const alive = setInterval(() => undefined, 1000);
  await run(JSON.parse(argument) as Job);
  clearInterval(alive);
}
