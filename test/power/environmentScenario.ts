import { lutimes, readFile, readdir, writeFile } from 'node:fs/promises';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { environmentsOf } from '../../src/engine/environments/environmentsOf.ts';
import type { Environments } from '../../src/engine/environments/environments.ts';
import { Installer } from '../../src/engine/install/installer.ts';
import { targetOfLauncher } from '../../src/engine/install/launcher.ts';
import type { Lock } from '../../src/engine/project/projectModel.ts';
import { systemClock } from '../../src/engine/systemClock.ts';
import { tarBytes } from '../support/archives/tarBytes.ts';
import { TOOL, program } from '../support/installRig.ts';
import { MACHINES } from '../support/machines.ts';
import { MemoryLog } from '../support/memoryLog.ts';
import { MemoryMemento } from '../support/memoryMemento.ts';
import { lockedTool } from '../support/projectRig.ts';
import type { PowerScenario } from './powerLab.ts';

/** A project folder. Nothing in it is read or changed; it only has to keep its path. */
const FOLDER = process.cwd();
const MACHINE = MACHINES['linux-x64-gnu'];
const VERSIONS = ['v1', 'v2'];
/** Each version has a program of its own, so that a mix of two versions is noticed. */
const commandsOf = (version: string): readonly string[] => ['tool', `tool-${version}`];

const bytesOf = (version: string, command: string): Buffer =>
  command === 'tool' ? Buffer.from(`#!/bin/sh\necho ${version}\n`) : program(version);

const archiveOf = (version: string): Buffer =>
  tarBytes(commandsOf(version).map((name) => ({ name: `t/bin/${name}`, body: bytesOf(version, name), mode: 0o755 })));

function lockOf(version: string): Lock {
  const { instance, source } = TOOL;
  const asset = {
    ...lockedTool(['linux-x64']).assets.get('saw-linux-x64'),
    sha256: hash('sha256', archiveOf(version)),
  };
  const assets = new Map([['tool.tar', asset as never]]);
  const rest = { instance, source, version, assets, platforms: new Map([['linux-x64', 'tool.tar']] as const) };
  return { tools: new Map([['tool', lockedTool([], { ...rest, executables: commandsOf(version) })]]) };
}

function partsIn(root: string) {
  const memento = new MemoryMemento();
  const parts = { directory: root, clock: systemClock, log: new MemoryLog() };
  const findOnPath = () => Promise.resolve(new Map<string, string>());
  return {
    installer: new Installer({ ...parts, findOnPath, choices: memento }),
    environments: environmentsOf({
      ...parts,
      findOnPath,
      memory: { section: () => memento, earlier: () => Promise.resolve(undefined) },
    }),
  };
}

async function provide(root: string, version: string): Promise<void> {
  const { instance, source } = TOOL;
  const file = join(root, `blob-${version}`);
  await writeFile(file, archiveOf(version));
  const about = {
    name: 'tool.tar',
    upstreamId: version,
    sha256: hash('sha256', archiveOf(version)),
    evidence: 'none',
  } as const;
  const asset = { instance, source, version, ...about };
  await partsIn(root).installer.provide({
    asset,
    file,
    machine: MACHINE,
    tool: 'tool',
    executables: commandsOf(version),
  });
}

async function build(environments: Environments, version: string): Promise<void> {
  const allow = new Map([['tool', commandsOf(version)]]);
  await environments.build(FOLDER, lockOf(version), MACHINE, { allow });
}

/** Builds the environment of a folder, switches it to another lock, and forgets it. */
export const ENVIRONMENT_SCENARIO: PowerScenario = {
  name: 'environment',
  prepare: async (root) => {
    for (const version of VERSIONS) await provide(root, version);
  },
  act: async (root, say) => {
    for (const version of ['v1', 'v2', 'v1']) {
      say(`begun ${version}`);
      await build(partsIn(root).environments, version);
      say(`done ${version}`);
    }
    say('begun none');
    await partsIn(root).environments.forget(FOLDER);
  },
  problems: async (root, log) => {
    const { environments } = partsIn(root);
    const wrong = await wrongCommands(root, allowedIn(log));
    await environments.state(FOLDER, lockOf('v2'), MACHINE).catch((error: unknown) => wrong.push(String(error)));
    await build(environments, 'v2');
    await age(join(root, 'environments'));
    await environments.sweep();
    const wrongAfterwards = await wrongCommands(root, ['v2']);
    const [own = ''] = await readdir(join(root, 'environments'));
    const names = await readdir(join(root, 'environments', own));
    const left = names.length === 2 ? [] : [`${names.join(', ')} are left`];
    return [...wrong, ...wrongAfterwards.map((one) => `${one}, in the end`), ...left];
  },
};

function allowedIn(log: readonly string[]): readonly string[] {
  let allowed: readonly string[] = ['none'];
  for (const word of log) {
    const [what, version = ''] = word.split(' ');
    allowed = what === 'done' ? [version] : [...allowed, version];
  }
  return allowed;
}

/** The commands must be all those of one version, and run its bytes. */
async function wrongCommands(root: string, allowed: readonly string[]): Promise<string[]> {
  const bin = partsIn(root).environments.binDirectory(FOLDER);
  const names: readonly string[] = await readdir(bin).catch(() => []);
  const version = VERSIONS.find(
    (one) => commandsOf(one).length === names.length && commandsOf(one).every((name) => names.includes(name)),
  );
  const found = version ?? (names.length === 0 ? 'none' : names.join());
  if (!allowed.includes(found)) return [`it has ${found}, not ${allowed.join(' or ')}`];
  const wrong: string[] = [];
  for (const name of names) {
    const text = await readFile(join(bin, name), 'latin1').catch(() => '');
    const launched = targetOfLauncher(text, bin);
    const bytes = await readFile(launched ?? join(bin, name)).catch(() => undefined);
    if (!bytes?.equals(bytesOf(found, name))) wrong.push(`${name} of ${found} runs something else`);
  }
  return wrong;
}

async function age(directory: string): Promise<void> {
  const old = new Date(Date.now() - 48 * 60 * 60 * 1000);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    await lutimes(join(entry.parentPath, entry.name), old, old);
  }
}
