import { useUiDemo } from '../support/editor/uiDemo.ts';

describe('the first minutes', () => {
  const ui = useUiDemo({ isEmpty: true, settings: { 'forgejoArtifacts.instances': [] } });

  it('offer Browse Codeberg and Add Instance where no instance is configured', async () => {
    const window = await ui().openWindow();
    await window.page.getByRole('button', { name: 'Browse Codeberg' }).waitFor();
    await window.page.getByRole('button', { name: 'Add Instance…' }).click();
    await window.type(/address/i, ui().demo.forge.url);
    await window.option(/Continue Without Token/).click();
    await window.row(/127\.0\.0\.1/).waitFor();
  });

  it('adds a search result with Enter, and shows the release that a pasted link names', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow();
    const field = window.page.locator('.quick-input-widget input').first();
    await window.command('Forgejo Artifacts: Search Repositories…');
    await field.fill('bundler');
    await window.option(/^tools\/bundler/).hover();
    await window.page.getByRole('button', { name: 'Open in Browser' }).first().waitFor();
    await window.page.keyboard.press('Enter');
    await window.row(/^tools\/bundler/).waitFor();
    await window.command('Forgejo Artifacts: Add Repository…');
    await field.fill(`${demo.forge.url}workshop/greet/releases/tag/v1.0.0`);
    await window.option(/^workshop\/greet/).click();
    // The release is opened, so the next test would find its rows.
    await window.row(/^greet-1\.0\.0-/).waitFor();
  });

  it('opens a text file in the editor, and shows release notes first', async () => {
    const window = await ui().openWindow();
    await window.expand(/^tools\/bundler/);
    await window.expand(/^v1\.1\.0,/);
    await window.expand(/^Checksums and signatures/);
    await window.press(/^bundler_1\.1\.0_checksums\.txt,/, 'Open');
    await window.page.getByRole('tab', { name: /\(text\)\.txt/ }).waitFor();
    await window.row(/^v1\.1\.0,/).click();
    await window.command('Forgejo Artifacts: Show Details');
    await window.previewText('Release notes');
  });

  it('puts a removed file back', async () => {
    const window = await ui().openWindow();
    await window.expand(/^tools\/bundler/);
    await window.expand(/^v1\.1\.0,/);
    await window.row(/linux-amd64/).click();
    await window.command('Forgejo Artifacts: Download');
    await window.row(/linux-amd64.*(checksum|server digest|signed|unverified)/).waitFor();
    await window.command('Forgejo Artifacts: Remove From Cache');
    const message = await window.notification(/^.*Removed .*linux-amd64/);
    await message.getByRole('button', { name: 'Undo' }).click();
    await window.row(/linux-amd64.*(checksum|server digest|signed|unverified)/).waitFor();
  });

  it('sets the least evidence with a drop-down and a table', async () => {
    const window = await ui().openWindow();
    await window.command('Preferences: Open Settings (UI)');
    await window.page.keyboard.type('forgejoArtifacts.verification.require');
    const page = window.page.locator('.settings-editor');
    await page.getByText('Require By Place').first().waitFor();
    await page.locator('.monaco-select-box').first().waitFor();
    await page.getByText('Add Item').first().waitFor();
  });

  it('completes each step of the walkthrough when its subject exists', async () => {
    const window = await ui().openWindow();
    await window.commandAndPick('Welcome: Open Walkthrough...', /Get Started with Forgejo Artifacts/);
    await window.page.getByText('Lock tools for a workspace').first().waitFor();
    await window.page.getByText('Keep the cache tidy').first().click();
    await window.page.getByRole('button', { name: 'Show the Cache' }).click();
    await window.page
      .locator('.getting-started-step', { hasText: 'Keep the cache tidy' })
      .locator('.complete')
      .waitFor();
  });
});
