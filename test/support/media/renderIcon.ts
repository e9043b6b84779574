import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../editor/chromium.ts';

/**
 * Creates media/icon.png from media/icon.svg, because the marketplace accepts no SVG. With a directory as argument, renders
 * all other pictures there in a light and a dark theme, for inspection.
 */
const ICON_SIZE = 256;
const media = resolve(import.meta.dirname, '../../../media');
const THEMES = {
  light: {
    background: '#ffffff',
    foreground: '#3b3b3b',
    dim: '#6e7681',
    panel: '#f8f8f8',
    line: '#d4d4d4',
    selected: '#e4e6f1',
  },
  dark: {
    background: '#1f1f1f',
    foreground: '#cccccc',
    dim: '#9d9d9d',
    panel: '#202020',
    line: '#3c3c3c',
    selected: '#37373d',
  },
} as const;

const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  const icon = await picture(page, 'icon.svg', ICON_SIZE, ICON_SIZE);
  await writeFile(join(media, 'icon.png'), icon);
  const [directory] = process.argv.slice(2);
  if (directory) await preview(page, directory);
} finally {
  await browser.close();
}

async function preview(page: Page, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [theme, colours] of Object.entries(THEMES)) {
    const style = `:root{--vscode-foreground:${colours.foreground};--vscode-descriptionForeground:${colours.dim};--vscode-editorWidget-background:${colours.panel};--vscode-widget-border:${colours.line};--vscode-list-inactiveSelectionBackground:${colours.selected}} body{background:${colours.background};color:${colours.foreground}}`;
    for (const name of ['find', 'install', 'trust', 'workspace', 'tidy']) {
      const file = join(directory, `${name}-${theme}.png`);
      await writeFile(file, await picture(page, `walkthrough/${name}.svg`, 600, 380, style));
    }
    await writeFile(join(directory, `activity-${theme}.png`), await picture(page, 'activity.svg', 96, 96, style));
  }
}

async function picture(page: Page, name: string, width: number, height: number, style = ''): Promise<Buffer> {
  const svg = await readFile(join(media, name), 'utf8');
  await page.setViewportSize({ width, height });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${width}px;height:${height}px}${style}</style>${svg}`,
  );
  return page.screenshot({ omitBackground: true });
}
