import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';

export interface MarkdownLink {
  /** From the root of the project, with `/`. */
  readonly path: string;
  /** Without `#`; '' for the page itself. */
  readonly heading: string;
}

/** The links and pictures of a page that stay in the project. */
export async function relativeLinks(page: string): Promise<readonly MarkdownLink[]> {
  const text = withoutCode(await readFile(page, 'utf8'));
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', heading = ''] = target.split('#');
      return { path: file === '' ? page : posix.join(posix.dirname(page), file), heading };
    });
}

/** The anchors of a page's headings, as Forgejo and GitHub make them. */
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
