import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { madeOnce } from './fetched.ts';

const run = promisify(execFile);

const INSTALLED = [
  process.env['CHROME_PATH'],
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chrome or Chromium: an installed one, or else the one in the npm package (Linux on x64). */
export async function launchBrowser(): Promise<Browser> {
  const installed = INSTALLED.find((path) => path && existsSync(path));
  if (installed) return chromium.launch({ executablePath: installed, args: ARGS });
  const home = await unpackedBrowser();
  // The package contains the few libraries and fonts that it needs in a cloud function. On other machines it has to be
  // pointed to them.
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(home, 'fonts') };
  const env = { ...process.env, ...fonts, LD_LIBRARY_PATH: join(home, 'al2023', 'lib') } as Record<string, string>;
  return chromium.launch({ executablePath: join(home, 'chromium'), env, args: ARGS });
}

/** The package unpacks into the shared temporary directory, so each process gets a directory of its own. */
function unpackedBrowser(): Promise<string> {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const libraries = join(dirname(main), '..', 'bin', 'al2023.tar.br');
  const script = `import chromium, { inflate } from '@sparticuz/chromium';
    await chromium.executablePath();
    await inflate(${JSON.stringify(libraries)});`;
  return madeOnce(
    'chromium-153.0.0',
    'Unpacking Chromium from its npm package into .vscode-test (once)',
    async (workshop) => {
      const env = { ...process.env, TMPDIR: workshop };
      await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: import.meta.dirname, env });
    },
  );
}
