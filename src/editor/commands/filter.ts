import type { Flow } from '../flow.ts';

/** Shows only the rows whose names hold a text. */
export async function filter(flow: Pick<Flow, 'ui' | 'tree'>): Promise<void> {
  const text = await flow.ui.input({
    title: 'Filter',
    prompt: 'Shows only what has this in its name, among the rows that are loaded',
    placeholder: 'linux-amd64',
  });
  if (text !== undefined) flow.tree.setFilter(text.trim() || undefined);
}
