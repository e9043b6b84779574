import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ContentBuilder } from '../support/forge/content.ts';
import type { ForgeContent } from '../support/forge/content.ts';
import { tarBytes } from '../support/archives/tarBytes.ts';
import { sha256Of } from '../support/records.ts';
import { useUiDemo } from '../support/editor/uiDemo.ts';

/** One that is called as the tool, a further one, and one that every machine has already. */
const PROGRAMS = ['kit', 'kitctl', 'ls'];

function content(): ForgeContent {
  const builder = new ContentBuilder().account('alice');
  const programs = PROGRAMS.map((name) => ({
    name: `bin/${name}`,
    body: `#!/bin/sh\necho ours ${name}\n`,
    mode: 0o755,
  }));
  const archive = tarBytes(programs);
  const sums = Buffer.from(`${sha256Of(archive)}  kit-linux-x64.tar\n`);
  builder.release(builder.repository('alice', 'kit'), 'v1.0.0', { 'kit-linux-x64.tar': archive, SHA256SUMS: sums });
  return builder.content;
}

/** Commands that are linked below a directory. */
async function linkedIn(directory: string): Promise<readonly string[]> {
  const all = await readdir(directory, { recursive: true });
  const bin = all.find((path) => /(?:^|[/\\])bin$/.test(path) && !path.includes('content'));
  return bin === undefined ? [] : (await readdir(join(directory, bin))).toSorted();
}

describe('choosing commands in the workbench', () => {
  const ui = useUiDemo({
    forge: { content: content() },
    instance: { repositories: ['alice/kit'], owners: [] },
  });
  it('asks which programs of an archive become commands, with only the tool ticked, and lets that be changed later', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow();
    const { page } = window;
    await window.expand(/^alice\/kit/);
    await window.press(/^v1\.0\.0,/, /^Install/);
    await window.checkbox('ls').waitFor();
    assert.deepEqual(await Promise.all(PROGRAMS.map((name) => window.checkbox(name).isChecked())), [
      true,
      false,
      false,
    ]);
    await page
      .getByText(/replaces \/\S+\/ls in new terminals/)
      .first()
      .waitFor();
    await window.screenshot('.build/commands-question.png');
    await window.checkbox('kitctl').click();
    await window.acceptTicked();
    await window.notification(/kit v1\.0\.0 is installed: .* Type kit or kitctl in a new terminal/);
    assert.deepEqual(await linkedIn(demo.server.userDirectory), ['kit', 'kitctl']);

    await window.command('Forgejo Artifacts: Focus on Installed View');
    await window.row(/^kit, v1\.0\.0/).click();
    await window.command('Forgejo Artifacts: Choose Commands…');
    await window.checkbox('kitctl').click();
    await window.acceptTicked();
    await window.notification(/Type kit in a new terminal/);
    assert.deepEqual(await linkedIn(demo.server.userDirectory), ['kit']);
  });
});
