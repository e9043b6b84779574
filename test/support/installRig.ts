import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isEngineError } from '../../src/engine/errors.ts';
import type { ErrorCode, ErrorFacts } from '../../src/engine/errors.ts';
import { Installer } from '../../src/engine/install/installer.ts';
import type { InstallerOptions } from '../../src/engine/install/installerOptions.ts';
import type { InstallOutcome, InstallRequest, Tool } from '../../src/engine/install/installed.ts';
import { targetOfLauncher } from '../../src/engine/install/launcher.ts';
import { Shims } from '../../src/engine/install/shims.ts';
import { systemClock } from '../../src/engine/systemClock.ts';
import { tarBytes } from './archives/tarBytes.ts';
import { MACHINES } from './machines.ts';
import { MemoryLog } from './memoryLog.ts';
import { MemoryMemento } from './memoryMemento.ts';
import { elf } from './programs.ts';
import { useTempDir } from './tempDir.ts';
import { THIS_SYSTEM } from './thisSystem.ts';

export const TOOL: Tool = {
  instance: 'https://git.example.org/',
  source: { kind: 'release', owner: 'alice', repo: 'tool' },
  name: 'tool',
};

type Rest = Partial<Omit<InstallRequest, 'asset'>> & { readonly asset?: Partial<InstallRequest['asset']> };

/** A program for Linux on x64 that needs nothing. Its last bytes tell it from others. */
export function program(mark = ''): Buffer {
  return Buffer.concat([elf({ machine: 62 }), Buffer.from(mark)]);
}

/** A tar file with a program at its top. */
export function toolTar(mark = '', name = 'tool-1.0/tool'): Buffer {
  return tarBytes([
    { name, body: program(mark), mode: 0o755 },
    { name: 'tool-1.0/README.md', body: 'read me' },
  ]);
}

/** An installer in a new directory. For use inside `describe`. */
export interface InstallRig {
  readonly place: () => string;
  readonly log: MemoryLog;
  /** The choices and answers of the user. */
  readonly choices: () => MemoryMemento;
  /** Another window on the same directory. */
  readonly installer: (options?: Partial<InstallerOptions>) => Installer;
  readonly request: (name: string, bytes: Buffer, rest?: Rest) => Promise<InstallRequest>;
  readonly install: (name: string, bytes: Buffer, rest?: Rest) => Promise<InstallOutcome>;
  /** The content of `bin/`, with the targets. */
  readonly links: () => Promise<Record<string, string>>;
  /** The directories of versions and everything next to them, as `tool/version` without hashes. */
  readonly versions: () => Promise<readonly string[]>;
}

export function useInstallRig(): InstallRig {
  const place = useTempDir();
  const log = new MemoryLog();
  let choices = new MemoryMemento();
  beforeEach(() => {
    choices = new MemoryMemento();
    log.lines.length = 0;
  });
  const root = (): string => path.join(place(), 'engine');
  const installer = (options: Partial<InstallerOptions> = {}): Installer =>
    new Installer({
      directory: root(),
      clock: systemClock,
      log,
      choices,
      // The programs of the machine that runs the tests must not matter.
      findOnPath: () => Promise.resolve(new Map()),
      ...options,
    });
  const request = async (name: string, bytes: Buffer, { asset, ...rest }: Rest = {}): Promise<InstallRequest> => {
    const sha256 = hash('sha256', bytes);
    const file = path.join(place(), `blob-${sha256}`);
    // Like a blob of the cache.
    await writeFile(file, bytes, { mode: 0o444, flag: 'wx' }).catch(() => undefined);
    const { instance, source } = TOOL;
    const facts = { instance, source, version: 'v1.0', name, upstreamId: `uuid of ${name}`, sha256 };
    return { asset: { ...facts, evidence: 'server', ...asset }, file, machine: MACHINES['linux-x64-gnu'], ...rest };
  };
  return {
    place: root,
    log,
    choices: () => choices,
    installer,
    request,
    install: async (name, bytes, rest) => installer().install(await request(name, bytes, rest)),
    links: () => readLinks(path.join(root(), 'bin')),
    versions: () => readVersions(path.join(root(), 'installs')),
  };
}

/** Expects a failure with that code and these facts. */
export async function fails<C extends ErrorCode>(work: Promise<unknown>, code: C, facts: ErrorFacts[C]): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(isEngineError(error, code), String(error));
    assert.deepEqual(error.facts, facts);
    return true;
  });
}

/** Creates a file in the way of a command, as the user might. */
export async function putForeign(root: string, command: string): Promise<void> {
  await mkdir(path.join(root, 'bin'), { recursive: true });
  await writeFile(path.join(root, 'bin', command), 'mine');
}

async function readLinks(bin: string): Promise<Record<string, string>> {
  if (THIS_SYSTEM.windows) return readShims(bin);
  const names = await readdir(bin).catch(() => []);
  const targets = await Promise.all(names.map(async (name) => [name, await targetOf(bin, name)] as const));
  return Object.fromEntries(targets.map(([name, target]) => [name, withoutHashes(target)]));
}

/** Each command with the target of its scripts, in the form of a link. */
async function readShims(bin: string): Promise<Record<string, string>> {
  const shims = new Shims(bin, systemClock);
  const targets = (await shims.commands()).map(async (command) => {
    const { target = '' } = (await shims.read(command)) ?? {};
    return [command, withoutHashes(path.relative(bin, target).replaceAll(path.sep, '/'))] as const;
  });
  return Object.fromEntries(await Promise.all(targets));
}

/** The target of a link or of a script's launcher, relative to the directory. */
async function targetOf(bin: string, name: string): Promise<string> {
  const file = path.join(bin, name);
  const text = await readFile(file, 'utf8').catch(() => '');
  const target = targetOfLauncher(text, bin);
  return target === undefined ? readlink(file) : path.relative(bin, target);
}

async function readVersions(installs: string): Promise<readonly string[]> {
  const tools = await readdir(installs).catch(() => []);
  const found = await Promise.all(
    tools.map(async (tool) => (await readdir(path.join(installs, tool))).map((name) => `${tool}/${name}`)),
  );
  return found.flat().map(withoutHashes).toSorted();
}

function withoutHashes(text: string): string {
  return text.replace(/-[0-9a-f]{12}(?=\/|$)/g, '');
}
