import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Installer } from '../../../src/engine/install/installer.ts';
import { systemClock } from '../../../src/engine/index.ts';
import { MACHINES } from '../../support/machines.ts';
import { MemoryMemento } from '../../support/memoryMemento.ts';
import type { Contender, Wanted } from './contender.ts';

const SILENT = { debug: () => undefined, info: () => undefined, warn: console.error, error: console.error };

/** Installs an archive from its directory: checks, unpacks and describes it, and syncs the programs and the manifest. */
export const installTree: Contender = ({ directory, files }) => {
  const [{ name, sha256 }] = files as [Wanted];
  const choices = new MemoryMemento();
  const installer = new Installer({ directory: join(directory, 'engine'), clock: systemClock, log: SILENT, choices });
  const source = { kind: 'release', owner: 'bench', repo: 'tree' } as const;
  const facts = { instance: 'https://git.example.org/', source, version: 'v1', upstreamId: 'tree' };
  const asset = { ...facts, name, sha256, evidence: 'none' } as const;
  const machine = MACHINES['linux-x64-gnu'];
  const work = async () => {
    await installer.install({ asset, file: join(directory, name), machine, consent: 'own', remember: false });
    return {};
  };
  return Promise.resolve({ work });
};

/** Runs `tar`. `ms` includes a sync of the file system at the end, `asIsMs` does not. */
export const untar: Contender = async ({ directory, files }) => {
  const [{ name }] = files as [Wanted];
  const target = join(directory, 'tree');
  await mkdir(target);
  const run = promisify(execFile);
  const work = async () => {
    const startedAt = performance.now();
    await run('tar', ['-xzf', join(directory, name), '-C', target]);
    const asIsMs = performance.now() - startedAt;
    await run('sync', ['-f', target]);
    return { asIsMs };
  };
  return { work };
};
