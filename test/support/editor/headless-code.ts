#!/usr/bin/env node
/**
 * Replaces a desktop VS Code: accepts the command line of @vscode/test-electron, opens the window in a headless browser, and
 * exits with the code of the tests that ran inside.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from './chromium.ts';
import { startEditorServer } from './editorServer.ts';

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
});
/** Messages of the editor on its console that tell a developer nothing. */
const NOISE =
  /^%c |^\[|vsda|spdlog|Creating a socket|connection token|reconnection-grace|native-watchdog|builtin extensions cache|open-vsx/;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const development = text(values['extensionDevelopmentPath']);
const tests = text(values['extensionTestsPath']);
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('TEST_'))) as Record<
  string,
  string
>;

const server = await startEditorServer();
const folder = positionals.at(-1) ?? join(server.directory, 'workspace');
await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
let code = 1;
try {
  const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
  const finished = new Promise<number>((done) => void page.exposeFunction('codeAutomationExit', done));
  await page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
    if (!NOISE.test(String(args[0]))) console[type === 'error' ? 'error' : 'log'](...args);
  });
  const crashed = new Promise<number>((done) => void page.on('crash', () => done(1)));
  await page.goto(server.windowUrl({ folder, env, ...(development && { development }), ...(tests && { tests }) }));
  code = await Promise.race([finished, crashed]);
} finally {
  await browser.close();
  await server.stop();
}
process.exit(code);
