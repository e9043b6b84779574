import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { useUiDemo } from '../support/editor/uiDemo.ts';
import type { Forge } from '../support/forge/forge.ts';

const PROGRAM = /^bundler-1\.1\.0-linux-amd64,/;

/** Requests for the program's own bytes, not for its checksum and signature files. */
function bytesOf(forge: Forge, version: string): RegExp {
  const name = `bundler-${version}-linux-amd64`;
  return new RegExp(forge.attachment({ owner: 'tools', repo: 'bundler', tag: `v${version}`, name }).uuid);
}

const state = (words: string): RegExp => new RegExp(`${PROGRAM.source}.*${words}`);

describe('downloads in the workbench', () => {
  const ui = useUiDemo();

  it('shows the progress of a download, pauses it, resumes it where it stopped, and discards it on Delete', async () => {
    const { demo, openWindow } = ui();
    demo.forge.faults.add({ kind: 'stall', afterBytes: 5_000_000, path: bytesOf(demo.forge, '1.1.0') });
    const window = await openWindow();
    await window.expand(/^tools\/bundler/);
    await window.expand(/^v1\.1\.0,/);
    await window.press(PROGRAM, /^Download/);
    await window.row(state('downloading 4\\d')).waitFor();
    await window.press(PROGRAM, /^Pause/);
    await window.row(state('stopped at 4\\d')).waitFor();
    await window.press(PROGRAM, /^Resume/);
    await window.row(state('downloading [89]\\d')).waitFor();
    await window.press(PROGRAM, /^Pause/);
    // Not before, because the download retries after a long stall.
    demo.forge.faults.clear();
    await window.command('Forgejo Artifacts: Focus on Cache View');
    await window.expand(/^tools\/bundler v1\.1\.0.*1 partial/);
    await window.key(state('partial, 9\\.5 of'), 'Delete');
    await window.row(state('not downloaded')).waitFor();
    const ranges = demo.forge.requests.map(({ headers }) => headers.range).filter((range) => range !== undefined);
    assert.deepEqual(ranges, ['bytes=5000000-']);
  });

  it('ends a download of several rows with one message, and asks about the whole group on Delete without folding it', async () => {
    const window = await ui().openWindow();
    await window.expand(/^alice\/hello/);
    await window.expand(/^v1\.0\.0,/);
    await window.row(/^hello-1\.0\.0-linux-amd64\.tar\.gz/).click();
    await window.row(/^hello-1\.0\.0-windows/).click({ modifiers: ['Shift'] });
    await window.page.keyboard.press('Enter');
    await window.notification(/5 files/);
    await window.command('Forgejo Artifacts: Focus on Cache View');
    const group = /^alice\/hello v1\.0\.0/;
    await window.expand(group);
    await window.page.keyboard.press('Delete');
    await window.answerDialog('Cancel');
    assert.equal(await window.row(group).getAttribute('aria-expanded'), 'true');
  });

  it('downloads a file on Enter and removes it on Delete', async () => {
    const window = await ui().openWindow();
    await window.expand(/^alice\/hello/);
    await window.expand(/^v1\.0\.0,/);
    await window.expand(/^Checksums and signatures/);
    await window.key(/^minisign\.pub/, 'Enter');
    await window.row(/^minisign\.pub.*unverified/).waitFor();
    await window.key(/^minisign\.pub/, 'Delete');
    await window.row(/^minisign\.pub.*not downloaded/).waitFor();
  });

  it('says why a download failed, on the row and in one message, and succeeds on the next try', async () => {
    const { demo, openWindow } = ui();
    demo.forge.faults.add({ kind: 'loginPage', path: /^attachments/ });
    const window = await openWindow();
    await window.expand(/^alice\/hello/);
    await window.expand(/^v1\.0\.0,/);
    await window.expand(/^Checksums and signatures/);
    await window.press(/^SHA256SUMS,/, /^Download/);
    await window.row(/^SHA256SUMS,.*failed/).waitFor();
    const message = await window.notification(/sign-in page/);
    demo.forge.faults.clear();
    await message.getByRole('button').first().waitFor();
    await window.press(/^SHA256SUMS,/, /^Download/);
    await window.row(/^SHA256SUMS,.*unverified/).waitFor();
  });

  it('shows in one window what another one downloads and removes', async () => {
    const first = await ui().openWindow();
    const second = await ui().openWindow();
    for (const window of [first, second]) {
      await window.expand(/^alice\/hello/);
      await window.expand(/^v1\.0\.0,/);
      await window.expand(/^Checksums and signatures/);
    }
    const file = /^SHA256SUMS\.minisig/;
    await first.press(file, /^Download/);
    await first.row(new RegExp(`${file.source}.*unverified`)).waitFor();
    await second.row(new RegExp(`${file.source}.*unverified`)).waitFor();
    await second.key(file, 'Delete');
    await first.row(new RegExp(`${file.source}.*not downloaded`)).waitFor();
  });

  it('resumes in another window when the window of a download dies', async () => {
    const { demo, openWindow } = ui();
    const second = await openWindow();
    const first = await openWindow();
    for (const window of [first, second]) {
      await window.expand(/^tools\/bundler/);
      await window.expand(/^v1\.0\.0,/);
    }
    demo.forge.faults.add({ kind: 'stall', afterBytes: 6_000_000, path: bytesOf(demo.forge, '1.0.0'), times: 1 });
    const file = /^bundler-1\.0\.0-linux-amd64,/;
    await first.press(file, /^Download/);
    await first.row(new RegExp(`${file.source}.*downloading 5\\d`)).waitFor();
    process.kill(await downloadingProcess(demo.server.userDirectory), 'SIGKILL');
    await second.press(file, /^Download/);
    await second.row(new RegExp(`${file.source}.*checksum`)).waitFor();
    await first.close();
  });
});

/** The extension host that holds the lease on the running download. */
async function downloadingProcess(userDirectory: string): Promise<number> {
  const storage = join(userDirectory, 'User/globalStorage/forgejo-artifacts.forgejo-artifacts');
  const leases = join(storage, 'cache-v1/leases');
  const [lease] = await readdir(leases);
  assert.ok(lease, 'no process is downloading');
  const { owner } = JSON.parse(await readFile(join(leases, lease), 'utf8')) as { owner: { pid: number } };
  return owner.pid;
}
