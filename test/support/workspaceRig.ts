import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeProject } from '../../src/engine/project/decodeProject.ts';
import { decodeLock } from '../../src/engine/project/lockText.ts';
import { withTool } from '../../src/engine/project/updateTool.ts';
import { SETTINGS } from '../../src/editor/ids.ts';
import { EMPTY_LOCK, formatLock, projectPaths } from '../../src/engine/index.ts';
import type { Lock, LockedTool, Project, ToolSpec } from '../../src/engine/index.ts';
import type { Services } from '../../src/editor/services.ts';
import { makeServices } from './fakeServices.ts';
import type { FakeServices } from './fakeServices.ts';
import { FakeUi } from './fakeUi.ts';
import { DEMO_KEYS } from './forge/demo/keys.ts';
import { demoContent } from './forge/demoContent.ts';
import { startForge } from './forge/forge.ts';
import type { Forge } from './forge/forge.ts';

export const GREET = { kind: 'release', owner: 'workshop', repo: 'greet' } as const;
export const GREET_LINUX = { owner: 'workshop', repo: 'greet', tag: 'v1.0.0', name: 'greet-1.0.0-linux-x64.tar.gz' };

/** A folder that is open in an editor which has the demo forge among its instances and trusts its key. */
export interface WorkspaceRig extends AsyncDisposable {
  readonly forge: Forge;
  readonly ui: FakeUi;
  readonly fake: FakeServices;
  readonly services: Services;
  readonly folder: string;
  readonly greet: (version?: string) => ToolSpec;
  /** Locks greet and writes the lock into the folder. */
  writeGreetLock(change?: (tool: LockedTool) => LockedTool, folder?: string): Promise<Lock>;
  readLock(): Promise<Lock>;
  readProject(): Promise<Project>;
  /** The same folder in another editor, with nothing in its cache. */
  otherMachine(): Promise<void>;
}

export async function openWorkspace(directory: string): Promise<WorkspaceRig> {
  const forge = await startForge({ content: demoContent() });
  const folder = join(directory, 'project');
  await mkdir(folder);
  let caches = 0;
  const open = async (): Promise<{ ui: FakeUi; fake: FakeServices; services: Services }> => {
    const ui = new FakeUi();
    const fake = await makeServices(join(directory, `cache ${(caches += 1)}`), ui, [{ url: forge.url, name: 'Demo' }]);
    fake.configuration.type(SETTINGS.trustedKeys, [
      { instance: forge.url, owner: 'workshop', key: DEMO_KEYS.minisign.text },
    ]);
    fake.workspace.open.push({ name: 'project', directory: folder });
    return { ui, fake, services: fake.services };
  };
  let now = await open();
  const paths = projectPaths(folder);
  const greet: WorkspaceRig['greet'] = (version = '1.0.0') => ({ instance: forge.url, source: GREET, version });
  return {
    forge,
    folder,
    greet,
    get ui() {
      return now.ui;
    },
    get fake() {
      return now.fake;
    },
    get services() {
      return now.services;
    },
    writeGreetLock: async (change = (tool) => tool, place = folder) => {
      const [locked] = await now.fake.engine.lock({ tools: new Map([['greet', greet()]]) });
      assert.ok(locked?.ok);
      const tool = locked.update.after;
      const lock = withTool(EMPTY_LOCK, 'greet', change(tool));
      await writeFile(projectPaths(place).lock, formatLock(lock));
      return lock;
    },
    readLock: async () => decodeLock(await readFile(paths.lock, 'utf8'), paths.lock),
    readProject: async () => decodeProject(await readFile(paths.file, 'utf8'), paths.file),
    otherMachine: async () => {
      await now.fake[Symbol.asyncDispose]();
      now = await open();
    },
    [Symbol.asyncDispose]: async () => {
      await now.fake[Symbol.asyncDispose]();
      await forge.close();
    },
  };
}

const PATIENCE_MS = 5000;

/** Waits for the output of work that a command leaves running behind a message and that nobody can await. */
export async function until<T>(found: () => T | undefined): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const value = found();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error('it did not appear in time');
    await new Promise((resolve) => void setImmediate(resolve));
  }
}
