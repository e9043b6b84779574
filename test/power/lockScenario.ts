import { readdir } from 'node:fs/promises';
import { FakeClock } from '../support/fakeClock.ts';
import { writeProjectFiles } from '../../src/engine/project/writeProjectFiles.ts';
import { readProjectFiles } from '../../src/engine/project/projectFiles.ts';
import type { ProjectFiles } from '../../src/engine/project/projectFiles.ts';
import { lockedTool, sawSpec } from '../support/projectRig.ts';
import type { PowerScenario } from './powerLab.ts';

const clock = new FakeClock(Date.now());
const PLATFORMS = ['linux-x64'] as const;

/** Adds a tool or locks another version of it. */
async function lock(directory: string, name: string, version: string): Promise<void> {
  const from = await readProjectFiles(directory);
  const before = from.lock?.tools.get(name);
  const after = lockedTool(PLATFORMS, { version });
  const update = { name, before, after, changes: [], notes: [], skipped: [], isChanged: true };
  const put = from.project?.tools.has(name) ? undefined : { name, spec: sawSpec };
  await writeProjectFiles(directory, { from, put, updates: [update], dropped: [] }, clock);
}

const LOCKS = [
  ['saw', 'v1.1'],
  ['plane', 'v3.0'],
  ['saw', 'v1.2'],
] as const;

/** The files of a workspace folder: one tool is locked again, and another is added. */
export const LOCK_SCENARIO: PowerScenario = {
  name: 'lock',
  prepare: (root) => lock(root, 'saw', 'v1.0'),
  act: async (root, say) => {
    for (const [name, version] of LOCKS) {
      say(`begun ${name} ${version}`);
      await lock(root, name, version);
      say(`done ${name} ${version}`);
    }
  },
  problems: async (root, log) => {
    const wrong = wrongVersions(await readProjectFiles(root), log);
    await lock(root, 'plane', 'v4.0');
    const { project, lock: after } = await readProjectFiles(root);
    const isLocked = after?.tools.get('plane')?.version === 'v4.0' && project?.tools.has('plane') === true;
    const strange = (await readdir(root)).filter(
      (name) => !/^forgejo-artifacts\.(?:lock\.)?json(?:\.[\w-]+\.tmp)?$/.test(name),
    );
    return [...wrong, ...(isLocked ? [] : ['plane cannot be locked']), ...strange];
  },
};

function wrongVersions({ project, lock: found }: ProjectFiles, log: readonly string[]): readonly string[] {
  return ['saw', 'plane'].flatMap((name) => {
    const version = found?.tools.get(name)?.version;
    const allowed = allowedVersions(name, log);
    const isAsked = version === undefined || project?.tools.has(name);
    if (!isAsked) return [`${name} is locked, and nobody asks for it`];
    return allowed.includes(version) ? [] : [`${name} is locked at ${version}, and may be at ${allowed.join(', ')}`];
  });
}

function allowedVersions(name: string, log: readonly string[]): readonly (string | undefined)[] {
  let allowed: readonly (string | undefined)[] = [name === 'saw' ? 'v1.0' : undefined];
  for (const word of log) {
    const [what, of, version] = word.split(' ');
    if (of !== name) continue;
    allowed = what === 'done' ? [version] : [...allowed, version];
  }
  return allowed;
}
