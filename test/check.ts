import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchBrowser } from './support/editor/chromium.ts';
import { startDemo } from './support/editor/demo.ts';
import type { Demo } from './support/editor/demo.ts';
import { Workbench } from './support/editor/workbench.ts';
import type { Forge } from './support/forge/forge.ts';
import { DEMO_TOKENS } from './support/forge/demoContent.ts';

interface Step {
  readonly name: string;
  readonly run: (window: Workbench, demo: Demo) => Promise<void>;
  /** The name of the picture to take after the step. */
  readonly picture?: string;
}

const HELLO = /^hello-1\.0\.0-linux-amd64\.tar\.gz/;
const PACKAGE_FILE = /^tool-2\.0\.0-linux-x64\.tar\.gz/;
const PROGRAM = /^bundler-1\.1\.0-linux-amd64,/;

/** Matches requests for the program itself, not for its checksum and signature files. */
function programBytes(forge: Forge): RegExp {
  const place = { owner: 'tools', repo: 'bundler', tag: 'v1.1.0', name: 'bundler-1.1.0-linux-amd64' };
  return new RegExp(forge.attachment(place).uuid);
}

/** The main job as a person does it: with clicks, the palette and input boxes. */
const STEPS: readonly Step[] = [
  {
    name: 'open the view, and find the repository of the open folder',
    run: async (window) => {
      await window.openContainer('Forgejo Artifacts');
      await window.widenSideBar(620);
      await window.row(/^alice\/hello/).waitFor();
    },
  },
  {
    name: 'sign in with a token',
    run: async (window) => {
      await window.commandAndPick('Forgejo Artifacts: Sign In…', /I have a token/);
      await window.type(/Token with/, DEMO_TOKENS.alice);
      await window.notification(/alice/);
      await window.dismissNotifications();
    },
  },
  {
    name: 'browse to a file of a release',
    run: async (window) => {
      await window.expand(/^alice\/hello/);
      await window.expand(/^v1\.0\.0,/);
      await window.row(HELLO).waitFor();
    },
  },
  {
    name: 'download it',
    run: async (window) => {
      await window.press(HELLO, /^Download/);
      await window.row(new RegExp(`${HELLO.source}.*checksum`)).waitFor();
    },
    picture: 'tree',
  },
  {
    name: 'download a package, verified by the registry',
    run: async (window) => {
      await window.collapseAll();
      await window.expand(/^Demo Forge/);
      await window.expand(/^alice(,|$)/);
      await window.expand(/^Packages/);
      await window.expand(/^tool\b/);
      await window.expand(/^2\.0\.0/);
      await window.press(PACKAGE_FILE, /^Download/);
      await window.row(new RegExp(`${PACKAGE_FILE.source}.*, server digest`)).waitFor();
    },
  },
  {
    name: 'watch the download of a larger program',
    run: async (window, { forge }) => {
      forge.faults.add({ kind: 'trickle', bytesPerSecond: 3_000_000, path: programBytes(forge), times: 1 });
      await window.expand(/^tools\/bundler\b/);
      await window.expand(/^v1\.1\.0,/);
      await window.row(PROGRAM).click();
      await window.command('Forgejo Artifacts: Download');
      await window.row(new RegExp(`${PROGRAM.source}.*downloading [1-9]\\d`)).waitFor();
    },
    picture: 'download',
  },
  {
    name: 'have it',
    run: (window) => window.row(new RegExp(`${PROGRAM.source}.*checksum`)).waitFor(),
  },
  {
    name: 'verify it, which opens the report',
    run: async (window) => {
      await window.dismissNotifications();
      await window.row(PROGRAM).click();
      await window.command('Forgejo Artifacts: Verify');
      await window.previewText(/^Evidence for bundler-1\.1\.0-linux-amd64/);
    },
  },
  {
    name: 'read the evidence for a file',
    run: async (window) => {
      await window.dismissNotifications();
      await window.row(PACKAGE_FILE).click();
      await window.command('Forgejo Artifacts: Show Evidence');
      await window.previewText(/^Evidence for tool-2\.0\.0/);
      await window.previewText(/Evidence, strongest first/);
    },
    picture: 'evidence',
  },
  {
    name: 'look at the cached files',
    run: async (window) => {
      await window.command('Forgejo Artifacts: Focus on Cache View');
      await window.row(/^alice\/tool 2\.0\.0/).waitFor();
    },
    picture: 'cache',
  },
  {
    name: 'remove a file from the cache',
    run: async (window) => {
      await window.row(PROGRAM).click();
      await window.page.keyboard.press('Delete');
      await window.row(new RegExp(`${PROGRAM.source}.*not downloaded`)).waitFor();
    },
  },
  {
    name: 'sign out',
    run: async (window) => {
      await window.dismissNotifications();
      await window.command('Forgejo Artifacts: Sign Out');
      await window.notification(/token/i);
    },
  },
];

/** Runs the steps and prints a line for each. Stops at the first that fails. Returns whether all passed. */
export async function checkMainJob(pictures?: string): Promise<boolean> {
  const directory = resolve(pictures ?? (await mkdtemp(join(tmpdir(), 'forgejo-artifacts-pictures-'))));
  await mkdir(directory, { recursive: true });
  const startedAt = performance.now();
  const demo = await startDemo();
  const browser = await launchBrowser();
  try {
    const window = await Workbench.open(browser, demo.url);
    say('ok', 'open the editor', startedAt);
    for (const { name, run, picture } of STEPS) {
      const stepStartedAt = performance.now();
      try {
        await run(window, demo);
        say('ok', name, stepStartedAt);
        if (picture) await window.screenshot(join(directory, `screenshot-${picture}.png`));
      } catch (error) {
        say('FAIL', name, stepStartedAt);
        console.error(error);
        await window.screenshot(join(directory, 'failed.png'));
        return false;
      }
    }
    return true;
  } finally {
    console.log(`pictures are in ${directory}`);
    await browser.close();
    await demo.stop();
  }
}

function say(word: string, name: string, since: number): void {
  console.log(`${word.padEnd(4)} ${((performance.now() - since) / 1000).toFixed(1).padStart(5)} s  ${name}`);
}
