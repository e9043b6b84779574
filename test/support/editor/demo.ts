import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { demoContent } from '../forge/demoContent.ts';
import { startForge } from '../forge/forge.ts';
import type { Forge, ForgeOptions } from '../forge/forge.ts';
import { buildExtension, EXTENSION } from './built.ts';
import { startEditorServer } from './editorServer.ts';
import type { EditorServer } from './editorServer.ts';

const run = promisify(execFile);

export interface Demo {
  readonly forge: Forge;
  readonly server: EditorServer;
  /** A git folder whose remote is on the demo forge. */
  readonly folder: string;
  /** The address of a window with the extension in it. */
  readonly url: string;
  stop(): Promise<void>;
}

type UserSettings = Readonly<Record<string, unknown>>;

export interface DemoOptions {
  /** User settings in addition to the instance, or a function that makes them from the address of the forge. */
  readonly settings?: UserSettings | ((forgeUrl: string) => UserSettings);
  /** Fields of the instance's entry other than its address. */
  readonly instance?: Readonly<Record<string, unknown>>;
  readonly forge?: Partial<ForgeOptions>;
  /** Whether the extension appears as installed, for manual use. @default false */
  readonly installed?: boolean;
}

const INSTANCE = { name: 'Demo Forge', repositories: ['tools/bundler'], owners: ['alice'] };

/** The demo forge, an editor configured for it, and a folder that was cloned from it. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  await buildExtension();
  const forge = await startForge({ content: demoContent(), subPath: 'forge', ...options.forge });
  const instances = [{ url: forge.url, ...INSTANCE, ...options.instance }];
  const settings = typeof options.settings === 'function' ? options.settings(forge.url) : options.settings;
  const server = await startEditorServer({
    settings: { 'forgejoArtifacts.instances': instances, ...settings },
    ...(options.installed && { installed: EXTENSION }),
  });
  const folder = join(server.directory, 'hello');
  await mkdir(folder);
  await run('git', ['init', '--quiet'], { cwd: folder });
  await run('git', ['remote', 'add', 'origin', `${forge.url}alice/hello.git`], { cwd: folder });
  return {
    forge,
    server,
    folder,
    url: server.windowUrl({ folder, ...(!options.installed && { development: EXTENSION }) }),
    stop: async () => {
      await server.stop();
      await forge.close();
    },
  };
}
