import { readFile } from 'node:fs/promises';

/** A block of code in a page. */
export interface Snippet {
  readonly language: string;
  readonly text: string;
  /** The heading above it. */
  readonly heading: string;
}

export async function snippetsOf(page: string): Promise<readonly Snippet[]> {
  const text = await readFile(page, 'utf8');
  let heading = '';
  return [...text.matchAll(/^#+ (.+)$|^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, title, language, code = '']) => {
    if (language !== undefined) return [{ language, text: code, heading }];
    heading = title ?? heading;
    return [];
  });
}
