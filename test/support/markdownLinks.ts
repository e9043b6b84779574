import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';

export interface MarkdownLink {
  /** Relative to the root of the project, with `/`. */
  readonly path: string;
  /** Without `#`; empty for the page itself. */
  readonly heading: string;
}

/** The links and pictures of a page that stay in the project. */
export async function relativeLinks(page: string): Promise<readonly MarkdownLink[]> {
  return linksOf(await readFile(page, 'utf8'))
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', heading = ''] = target.split('#');
      return { path: file === '' ? page : posix.join(posix.dirname(page), file), heading };
    });
}

/** The targets of all links and pictures in a text. */
export function linksOf(markdown: string): readonly string[] {
  return [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
}

/** The anchors of a page's headings, as Forgejo and GitHub create them. */
export async function anchorsOf(page: string): Promise<readonly string[]> {
  const text = withoutCode(await readFile(page, 'utf8'));
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}
