import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { EMPTY_LOCK, formatLock, projectPaths } from '../../src/engine/index.ts';
import { withTool } from '../../src/engine/project/updateTool.ts';
import { EXTENSION } from '../support/editor/built.ts';
import { launchBrowser } from '../support/editor/chromium.ts';
import { startDemo } from '../support/editor/demo.ts';
import type { Demo } from '../support/editor/demo.ts';
import { READABLE_TERMINALS, Terminals } from '../support/editor/terminals.ts';
import { Workbench } from '../support/editor/workbench.ts';
import { makeEngine } from '../support/testEngine.ts';

const STORAGE = 'User/globalStorage/forgejo-artifacts.forgejo-artifacts';

describe('the tools of every folder in the workbench', () => {
  let demo: Demo;
  let browser: Browser;
  /** The window of folder `a`, which is open from the first test to the second. */
  let a: Workbench;
  before(async () => {
    [demo, browser] = await Promise.all([startDemo({ settings: READABLE_TERMINALS }), launchBrowser()]);
  });
  afterEach(async function () {
    if (!this.currentTest?.isFailed()) return;
    const pages = browser.contexts().flatMap((context) => context.pages());
    await Promise.all(pages.map((page, index) => new Workbench(page).report(`failed-folders-${index}`)));
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const open = async (folder: string): Promise<Workbench> => {
    const window = await Workbench.open(browser, demo.server.windowUrl({ folder, development: EXTENSION }));
    // The palette shows only the commands that existed when it was opened.
    await window.page.getByRole('tab', { name: 'Forgejo Artifacts' }).first().waitFor();
    return window;
  };
  /**
   * The editor in a browser may miss the folders of a workspace file that it opens for the first time, with and without the
   * extension: its Explorer says that no folder is open. It has them when it is loaded again.
   */
  const openWorkspace = async (file: string): Promise<Workbench> => {
    const window = await open(file);
    const folder = window.row('two');
    await folder.waitFor({ timeout: 5000 }).catch(() => window.page.reload());
    await folder.waitFor();
    return window;
  };
  const press = async (window: Workbench, offer: Locator): Promise<void> => {
    // The hover of the status bar would cover the button.
    await window.page.mouse.move(1, 1);
    await offer.getByRole('button', { name: 'Restore' }).click();
  };
  const lockOf = async (version: string): Promise<string> => {
    await using made = await makeEngine(join(demo.server.directory, 'elsewhere'), { isConfigured: () => true });
    const source = { kind: 'release', owner: 'workshop', repo: 'greet' } as const;
    const spec = { instance: demo.forge.url, source, version };
    const [locked] = await made.engine.lock({ tools: new Map([['greet', spec]]) });
    if (!locked?.ok) throw new Error('greet could not be locked');
    return formatLock(withTool(EMPTY_LOCK, 'greet', locked.update.after));
  };
  const makeFolder = async (name: string): Promise<string> => {
    const folder = join(demo.server.directory, name);
    await mkdir(folder);
    return folder;
  };

  it("has the user's commands in a window before any view is opened, without any request", async () => {
    const bin = join(demo.server.userDirectory, STORAGE, 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'hi'), '#!/bin/sh\necho "hi of the user"\n', { mode: 0o755 });
    const [folder, lock] = [await makeFolder('a'), await lockOf('v1.0.0')];
    await writeFile(projectPaths(folder).lock, lock);
    demo.forge.requests.length = 0;
    a = await open(folder);
    const terminals = new Terminals(a);
    // The first terminals may be older than the extension, which starts after the window has opened.
    do await terminals.open();
    while (!/hi of the user/.test(await terminals.output('hi')));
    assert.deepEqual(demo.forge.requests, []);
    await a.command('Terminal: Kill All Terminals');
  });

  it('asks no server for what a lock lacks, and runs in each window what its lock says, before and after the other one is restored', async () => {
    const newer = await lockOf('v1.1.0');
    const folderB = await makeFolder('b');
    await writeFile(projectPaths(folderB).lock, newer);

    demo.forge.requests.length = 0;
    const offer = await a.notification(/a needs greet v1\.0\.0/);
    await a.page.getByRole('button', { name: /greet 1\.0\.0: missing/ }).waitFor();
    assert.deepEqual(demo.forge.requests, []);
    await press(a, offer);
    await a.notification(/greet v1\.0\.0 is restored/);
    // Notifications would cover the terminals.
    await a.dismissNotifications();
    await a.page.getByRole('button', { name: /^Workspace tools of a: greet 1\.0\.0: restored/ }).waitFor();
    const terminalsA = new Terminals(a);
    await terminalsA.open();
    await terminalsA.run('greet', 'greet 1.0.0');

    const b = await open(folderB);
    const offerB = await b.notification(/b needs greet v1\.1\.0/);
    const terminalsB = new Terminals(b);
    await terminalsB.open();
    await press(b, offerB);
    await b.notification(/greet v1\.1\.0 is restored/);
    await b.command('Terminal: Focus Terminal');
    await terminalsB.run('greet', 'greet 1.1.0');

    await terminalsA.run('greet', 'greet 1.0.0');
    await terminalsA.open();
    await terminalsA.run('greet', 'greet 1.0.0');

    // Like a checkout of another branch. The files are installed, so no question is asked.
    await writeFile(projectPaths(join(demo.server.directory, 'a')).lock, newer);
    await a.page.getByRole('button', { name: /^Workspace tools of a: greet 1\.1\.0: restored/ }).waitFor();
    await a.command('Terminal: Focus Terminal');
    await terminalsA.run('greet', 'greet 1.1.0');
    await terminalsA.show(1);
    await terminalsA.run('greet', 'greet 1.1.0');
    await terminalsB.run('greet', 'greet 1.1.0');
    await Promise.all([a.close(), b.close()]);
  });

  it('gives the terminals of each of several folders its own tools, and all the commands of the user', async () => {
    const folders = { one: 'v1.0.0', two: 'v1.1.0' };
    for (const [name, version] of Object.entries(folders)) {
      await writeFile(projectPaths(await makeFolder(name)).lock, await lockOf(version));
    }
    const workspace = join(demo.server.directory, 'both.code-workspace');
    await writeFile(workspace, JSON.stringify({ folders: Object.keys(folders).map((path) => ({ path })) }));
    const window = await openWorkspace(workspace);
    for (const name of Object.keys(folders)) {
      await window.commandAndPick('Forgejo Artifacts: Restore Workspace Tools', new RegExp(`^${name}`));
      await window.notification(/greet v1\.\d\.0 is restored/);
      await window.dismissNotifications();
    }
    const terminals = new Terminals(window);
    for (const [name, version] of Object.entries(folders)) {
      await terminals.open(new RegExp(`^${name}`));
      await terminals.run('greet', `greet ${version.slice(1)}`);
      await terminals.run('hi', 'hi of the user');
    }
    await window.close();
  });
});
