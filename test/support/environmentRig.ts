import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { environmentsOf } from '../../src/engine/environments/environmentsOf.ts';
import type { Environments } from '../../src/engine/environments/environments.ts';
import type { EnvironmentState } from '../../src/engine/environments/environmentState.ts';
import { Shims } from '../../src/engine/install/shims.ts';
import type { PathLookup } from '../../src/engine/install/pathLookup.ts';
import type { Lock, LockedTool } from '../../src/engine/project/projectModel.ts';
import { systemClock } from '../../src/engine/systemClock.ts';
import { tarBytes } from './archives/tarBytes.ts';
import { TOOL, useInstallRig } from './installRig.ts';
import type { InstallRig } from './installRig.ts';
import { MACHINES } from './machines.ts';
import { THIS_SYSTEM } from './thisSystem.ts';

export const LINUX = MACHINES['linux-x64-gnu'];

/** A tool of a lock, and the locked archive. */
export interface TestTool {
  readonly name: string;
  readonly version: string;
  /** Its programs: scripts that print their name, the version and the mark. @default the tool's name */
  readonly programs?: readonly string[];
  /** The programs that the lock names. */
  readonly executables?: readonly string[];
  readonly mark?: string;
}

interface WindowOptions {
  readonly platform?: NodeJS.Platform;
  readonly findOnPath?: PathLookup;
}

/** Environments next to an installer. For use inside `describe`. */
export interface EnvironmentRig {
  readonly installs: InstallRig;
  /** A project folder, created if it is missing. */
  readonly folder: (name: string) => Promise<string>;
  /** Another window on the same directory. */
  readonly environments: (options?: WindowOptions) => Environments;
  /** Installs like a restore. */
  readonly provide: (...tools: readonly TestTool[]) => Promise<void>;
  readonly lock: (...tools: readonly TestTool[]) => Lock;
  /** Installs the tools and builds the environment. */
  readonly restore: (folder: string, ...tools: readonly TestTool[]) => Promise<EnvironmentState>;
  /**
   * The output of a command that is called by name, with the environment on the PATH and no other commands of ours. Several
   * commands are separated by `; `. Windows runs no scripts, so there the targets of the commands are read instead.
   */
  readonly type: (folder: string, command: string) => Promise<string>;
}

function archiveOf({ name, version, programs = [name], mark = '' }: TestTool): Buffer {
  const body = (program: string): string => `#!/bin/sh\necho ${program} ${version}${mark}\n`;
  return tarBytes(programs.map((program) => ({ name: `t/bin/${program}`, body: body(program), mode: 0o755 })));
}

function lockedTool(tool: TestTool): LockedTool {
  const { instance } = TOOL;
  const { version, executables } = tool;
  const asset = `${tool.name}.tar`;
  const sha256 = hash('sha256', archiveOf(tool));
  return {
    instance,
    source: { kind: 'release', owner: 'alice', repo: tool.name },
    version,
    requested: version,
    ...(executables && { executables }),
    assets: new Map([
      [
        asset,
        { upstreamId: 'uuid', storage: 'attachment', sha256, evidence: { kind: 'server', from: 'bytes' } } as const,
      ],
    ]),
    platforms: new Map([['linux-x64', asset]]),
  };
}

export function lockOf(...tools: readonly TestTool[]): Lock {
  return { tools: new Map(tools.map((tool) => [tool.name, lockedTool(tool)])) };
}

async function readCommands(bin: string, commands: readonly string[]): Promise<string> {
  const shims = new Shims(bin, systemClock);
  const outputs = commands.map(async (command) => {
    const target = (await shims.read(command))?.target;
    if (target === undefined) throw new Error(`no command ${command}`);
    return (await readFile(target, 'utf8')).replace(/^#!.*\necho /, '').trim();
  });
  return (await Promise.all(outputs)).join('\n');
}

export function useEnvironmentRig(): EnvironmentRig {
  const installs = useInstallRig();
  const environments: EnvironmentRig['environments'] = (options) =>
    environmentsOf({
      directory: installs.place(),
      clock: systemClock,
      log: installs.log,
      memory: { section: () => installs.choices(), earlier: () => Promise.resolve(undefined) },
      // The programs of the machine that runs the tests must not matter.
      findOnPath: () => Promise.resolve(new Map()),
      ...options,
    });
  const provide: EnvironmentRig['provide'] = async (...tools) => {
    for (const tool of tools) {
      const { source, executables } = lockedTool(tool);
      const asset = { version: tool.version, source };
      const about = { asset, tool: tool.name, executables, machine: LINUX };
      await installs.installer().provide(await installs.request(`${tool.name}.tar`, archiveOf(tool), about));
    }
  };
  return {
    installs,
    folder: async (name) => {
      const folder = path.join(path.dirname(installs.place()), 'projects', name);
      await mkdir(folder, { recursive: true });
      return folder;
    },
    environments,
    provide,
    lock: lockOf,
    restore: async (folder, ...tools) => {
      await provide(...tools);
      return environments().build(folder, lockOf(...tools), LINUX);
    },
    type: async (folder, command) => {
      const bin = environments().binDirectory(folder);
      if (!THIS_SYSTEM.scripts) return readCommands(bin, command.split('; '));
      const PATH = [bin, '/usr/bin', '/bin'].join(':');
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], { env: { PATH } });
      return stdout.trim();
    },
  };
}
