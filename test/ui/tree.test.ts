import { DEMO_TOKENS } from '../support/forge/demoContent.ts';
import { useUiDemo } from '../support/editor/uiDemo.ts';

describe('the artifact tree', () => {
  const ui = useUiDemo({ settings: { 'forgejoArtifacts.cache.maxSize': 'much' } });

  it('names an invalid setting and keeps everything else working', async () => {
    const window = await ui().openWindow();
    await window.row(/cache\.maxSize/).waitFor();
    await window.row(/^tools\/bundler/).waitFor();
  });

  it('loads more releases on demand', async () => {
    const window = await ui().openWindow();
    await window.expand(/^alice\/hello/);
    await window.row(/^v0\.60\.0-rc1/).waitFor();
    await window.scrollTo(/Load More/);
    await window.row(/Load More/).click();
    await window.page.keyboard.press('Enter');
    await window.scrollTo(/^v0\.1\.0/);
  });

  it('shows only what matches the filter until it is cleared', async () => {
    const window = await ui().openWindow();
    await window.expand(/^alice\/hello/);
    await window.expand(/^v1\.0\.0,/);
    await window.command('Forgejo Artifacts: Filter…');
    await window.type(/./, 'musl');
    await window.row(/windows-amd64/).waitFor({ state: 'detached' });
    await window.row(/linux-amd64-musl/).waitFor();
    await window.command('Forgejo Artifacts: Clear Filter');
    await window.row(/windows-amd64/).waitFor();
  });

  it('labels files by platform, or by full names on request', async () => {
    const window = await ui().openWindow();
    await window.expand(/^alice\/hello/);
    await window.expand(/^v1\.0\.0,/);
    const file = window.row(/^hello-1\.0\.0-linux-amd64\.tar\.gz, .*for this machine/);
    await file.getByText('Linux x64 · tar.gz').waitFor();
    await window.expand(/^Checksums and signatures, 3 files/);
    await window.row(/^SHA256SUMS,/).waitFor();
    await window.command('Forgejo Artifacts: Show Full File Names');
    await file.getByText('hello-1.0.0-linux-amd64.tar.gz').waitFor();
    await window.command('Forgejo Artifacts: Show Platforms Instead of File Names');
    await file.getByText('Linux x64 · tar.gz').waitFor();
  });

  it('says that a repository cannot be found, and tries again on Retry', async () => {
    const { demo, openWindow } = ui();
    demo.forge.faults.add({ kind: 'status', status: 404, path: /repos\/tools\/bundler/ });
    // Rows that an earlier window left open may come before the wanted one.
    const window = await openWindow({ width: 1280, height: 1400 });
    await window.expand(/^tools\/bundler/);
    await window.row(/has no repository tools\/bundler/).waitFor();
    demo.forge.faults.clear();
    await window.press(/has no repository tools\/bundler/, /Retry/);
    await window.row(/^v1\.1\.0,/).waitFor();
  });

  it('shows cached rows with their time while the instance is down', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow();
    await window.expand(/^tools\/bundler/);
    await window.row(/^v1\.1\.0,/).waitFor();
    demo.forge.faults.add({ kind: 'status', status: 502 });
    await window.command('Forgejo Artifacts: Refresh');
    await window.row(/as of \d\d:\d\d/).waitFor();
    await window.row(/^v1\.1\.0,/).waitFor();
  });

  it('offers to sign in where an instance requires it', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow();
    const body = '{"message":"Only signed in user is allowed to call APIs."}';
    demo.forge.faults.add({ kind: 'status', status: 403, headers: { 'content-type': 'application/json' }, body });
    await window.command('Forgejo Artifacts: Refresh');
    await window.row(/signed in/).waitFor();
  });

  it('says which scope a token lacks', async () => {
    const window = await ui().openWindow();
    await window.commandAndPick('Forgejo Artifacts: Sign In…', /I have a token/);
    await window.type(/Token with/, DEMO_TOKENS.repositoriesOnly);
    await window.notification(/package/);
  });

  it('keeps the input box open when the instance rejects the token', async () => {
    const window = await ui().openWindow();
    await window.commandAndPick('Forgejo Artifacts: Sign In…', /I have a token/);
    await window.type(/Token with/, 'nonsense');
    await window.inputMessage(/does not know this token/);
  });
});
