import { writeFile } from 'node:fs/promises';
import { projectPaths } from '../../src/engine/index.ts';
import { useUiDemo } from '../support/editor/uiDemo.ts';
import type { Workbench } from '../support/editor/workbench.ts';

const FILE = `{
  "instance": "https://elsewhere.example",
  "platforms": ["linux-x64", "linux-amd64"],
  "tools": {
    "greet": { "release": "workshop/greet", "verison": "^1" },
    "saw": { "release": "tools/saw", "version": "^^1" },
    "plane": {

      "release": "tools/plane", "version": "latest" }
  }
}
`;

describe('forgejo-artifacts.json in the workbench', () => {
  const ui = useUiDemo();

  async function goTo(window: Workbench, place: string): Promise<void> {
    await window.page.keyboard.press('Control+g');
    const input = window.page.locator('.quick-input-widget input').first();
    await input.fill(`:${place}`);
    await input.press('Enter');
    // Until then, keys go to the input box.
    await input.waitFor({ state: 'hidden' });
    await window.page.locator('.editor-instance .monaco-editor.focused').waitFor();
  }

  it('shows problems, completes keys, and explains them on hover', async () => {
    const { demo, openWindow } = ui();
    await writeFile(projectPaths(demo.folder).file, FILE);
    const window = await openWindow();
    const { page } = window;
    await page.keyboard.press('Control+p');
    await page.keyboard.type('forgejo-artifacts.json');
    await window.pick(/^forgejo-artifacts\.json/);
    await window.command('View: Focus Problems');
    const problems = page.locator('.markers-panel');
    for (const problem of [
      /Property verison is not allowed/,
      /Value is not accepted. Valid values: "linux-x64"/,
      /elsewhere\.example is not one of your instances/,
      /"\^\^1" is neither a version nor a range/,
    ]) {
      await problems.getByText(problem).first().waitFor();
    }

    await window.command('View: Focus Active Editor Group');
    await goTo(window, '8:1');
    await page.keyboard.press('Control+Space');
    await page
      .locator('.suggest-widget')
      .getByRole('option', { name: /executables/ })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await goTo(window, '9:40');
    await window.command('Show or Focus Hover');
    await page
      .getByText(/A tag or version exactly as it is/)
      .first()
      .waitFor();
  });
});
