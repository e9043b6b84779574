import { hash } from 'node:crypto';
import { lutimes, mkdir, readFile, readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Installer } from '../../src/engine/install/installer.ts';
import { targetOfLauncher } from '../../src/engine/install/launcher.ts';
import { systemClock } from '../../src/engine/systemClock.ts';
import { tarBytes } from '../support/archives/tarBytes.ts';
import { TOOL, program } from '../support/installRig.ts';
import { MACHINES } from '../support/machines.ts';
import { MemoryLog } from '../support/memoryLog.ts';
import { MemoryMemento } from '../support/memoryMemento.ts';
import type { PowerScenario } from './powerLab.ts';

/** A program, which gets a link, and a script, which gets a launcher. */
const COMMANDS = ['tool', 'tool-help'];
const VERSIONS = ['v1', 'v2'] as const;

/** The content of a version, by path: the bytes of a file or the target of a link. */
function contentOf(version: string): Readonly<Record<string, Buffer | { readonly leadsTo: string }>> {
  return {
    'bin/tool': program(version),
    'bin/tool-help': Buffer.from(`#!/bin/sh\necho ${version}\n`),
    'lib/deep/library.so': Buffer.alloc(20_000, version),
    'lib/data': Buffer.from(`data of ${version}`),
    'lib/library.so': { leadsTo: 'deep/library.so' },
  };
}

function archiveOf(version: string): Buffer {
  return tarBytes(
    Object.entries(contentOf(version)).map(([path, content]) => {
      const name = `t/${path}`;
      if (!Buffer.isBuffer(content)) return { name, type: '2', link: content.leadsTo };
      return { name, body: content, mode: path.startsWith('bin/') ? 0o755 : 0o644 };
    }),
  );
}

function installerIn(root: string): Installer {
  const parts = { clock: systemClock, log: new MemoryLog(), choices: new MemoryMemento() };
  return new Installer({ directory: root, ...parts, findOnPath: () => Promise.resolve(new Map()) });
}

async function install(root: string, version: string): Promise<void> {
  const bytes = archiveOf(version);
  const file = join(root, `blob-${version}`);
  await writeFile(file, bytes);
  const { instance, source } = TOOL;
  const facts = {
    name: 'tool.tar',
    upstreamId: `uuid ${version}`,
    sha256: hash('sha256', bytes),
    evidence: 'server',
  } as const;
  await installerIn(root).install({
    asset: { instance, source, version, ...facts },
    file,
    machine: MACHINES['linux-x64-gnu'],
    consent: { allow: COMMANDS },
  });
}

type Work = (root: string) => Promise<unknown>;

const using =
  (version: string): Work =>
  (root) =>
    install(root, version);

/** Names the version that is in use before and after each piece of work. */
function scenarioOf(
  name: string,
  before: readonly Work[],
  work: readonly (readonly [inUse: string, work: Work])[],
): PowerScenario {
  return {
    name,
    prepare: async (root) => {
      await mkdir(root, { recursive: true });
      for (const one of before) await one(root);
    },
    act: async (root, say) => {
      for (const [inUse, one] of work) {
        say(`begun ${inUse}`);
        await one(root);
        say(`done ${inUse}`);
      }
    },
    problems: async (root, log) => {
      const first = before.length === 0 ? 'none' : 'v1';
      const wrong = [...(await wrongInstalls(root)), ...(await wrongCommands(root, allowedVersions(first, log)))];
      await install(root, 'v2');
      await tidy(root);
      const wrongAfterwards = await wrongCommands(root, ['v2']);
      return [
        ...wrong,
        ...(await wrongInstalls(root)),
        ...wrongAfterwards.map((one) => `${one}, in the end`),
        ...(await leftIn(root)),
      ];
    },
  };
}

function allowedVersions(first: string, log: readonly string[]): readonly string[] {
  let allowed = [first];
  for (const word of log) {
    const [what, version = ''] = word.split(' ');
    allowed = what === 'done' ? [version] : [...allowed, version];
  }
  return allowed;
}

/** Each listed install must have the bytes of its version. */
async function wrongInstalls(root: string): Promise<readonly string[]> {
  const wrong: string[] = [];
  const installer = installerIn(root);
  if ((await installer.unreadable()).length > 0) wrong.push('an install cannot be read');
  for (const installed of await installer.list()) {
    const { directory, asset } = installed;
    if ((await installer.check(installed)).state === 'changed') wrong.push(`${asset.version} is reported as changed`);
    for (const [path, content] of Object.entries(contentOf(asset.version))) {
      const at = join(directory, path);
      const isRight = Buffer.isBuffer(content)
        ? (await readFile(at).catch(() => undefined))?.equals(content)
        : (await readlink(at).catch(() => undefined)) === content.leadsTo;
      if (!isRight) wrong.push(`${path} of ${asset.version} is wrong`);
    }
  }
  return wrong;
}

/** Each command must run one of these versions. */
async function wrongCommands(root: string, allowed: readonly string[]): Promise<readonly string[]> {
  const bin = join(root, 'bin');
  const wrong: string[] = [];
  for (const command of COMMANDS) {
    const file = join(bin, command);
    const text = await readFile(file, 'latin1').catch(() => undefined);
    const launched = text === undefined ? undefined : targetOfLauncher(text, bin);
    const runs = launched === undefined ? text : await readFile(launched, 'latin1').catch(() => undefined);
    const version = VERSIONS.find((one) => (contentOf(one)[`bin/${command}`] as Buffer).toString('latin1') === runs);
    const found = version ?? (runs === undefined ? 'none' : 'something else');
    if (!allowed.includes(found)) wrong.push(`${command} runs ${found}, not ${allowed.join(' or ')}`);
  }
  return wrong;
}

/** Makes leftovers look old enough to be removed, and sweeps them. */
async function tidy(root: string): Promise<void> {
  const old = new Date(Date.now() - 48 * 60 * 60 * 1000);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const isLeft = entry.isDirectory() || entry.name.startsWith('.link-');
    if (isLeft) await lutimes(join(entry.parentPath, entry.name), old, old);
  }
  await installerIn(root).tidy();
}

async function leftIn(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true });
  return entries.filter((name) => /(?:^|\/)\.(?:unpack|link)-[^/]*$/.test(name)).map((name) => `${name} is left`);
}

export const INSTALL_SCENARIOS: readonly PowerScenario[] = [
  scenarioOf('install', [], [['v1', using('v1')]]),
  scenarioOf(
    'switch',
    [using('v1')],
    [
      ['v2', using('v2')],
      ['v1', (root) => installerIn(root).use(TOOL, 'v1', { allow: COMMANDS })],
    ],
  ),
  scenarioOf(
    'uninstall',
    [using('v1')],
    [
      // It may come back whole or be gone; in both cases the user is asked again.
      ['none', (root) => installerIn(root).uninstall(TOOL)],
    ],
  ),
];
