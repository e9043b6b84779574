import { demand } from './fault.ts';
import type { Budget } from './limits.ts';
import type { Stage } from './stage.ts';

/** A symbolic link of an archive, as written. */
export interface ArchiveLink {
  readonly at: readonly string[];
  readonly target: string;
}

/** Links to links, and directories with links in them, wait for one another; real archives need two or three rounds. */
const MAX_ROUNDS = 40;

/**
 * Puts copies in the place of links, for file systems that have none. A link to a missing file is left out, as nothing could
 * use it.
 * @throws ArchiveFault `unsupported` for a link to a directory that it is in; `link`; `tooMany`, `tooLarge`, `tooDense`
 */
export async function copyLinks(stage: Stage, links: readonly ArchiveLink[], budget: Budget): Promise<void> {
  let waiting = links;
  for (let round = 0; round < MAX_ROUNDS && waiting.length > 0; round += 1) {
    const incomplete = new Incomplete(waiting);
    const left: ArchiveLink[] = [];
    for (const link of waiting) {
      const from = await stage.follow(link.at, link.target);
      if (from === undefined || incomplete.has(from)) left.push(link);
      else {
        await stage.copy(from, link.at, budget);
        incomplete.complete(link);
      }
    }
    if (left.length === waiting.length) break;
    waiting = left;
  }
  for (const { at, target } of waiting) {
    const leadsNowhere = (await stage.follow(at, target)) === undefined;
    demand(leadsNowhere, 'unsupported', 'links cannot be created here', at.join('/'));
  }
}

/** Directories that lack links, and how many each lacks. */
class Incomplete {
  readonly #lacking = new Map<string, number>();

  constructor(links: readonly ArchiveLink[]) {
    for (const link of links) this.#add(link, 1);
  }

  has(directory: readonly string[]): boolean {
    return (this.#lacking.get(directory.join('/')) ?? 0) > 0;
  }

  complete(link: ArchiveLink): void {
    this.#add(link, -1);
  }

  #add({ at }: ArchiveLink, count: number): void {
    let above = '';
    for (const part of ['', ...at.slice(0, -1)]) {
      above = above === '' ? part : `${above}/${part}`;
      this.#lacking.set(above, (this.#lacking.get(above) ?? 0) + count);
    }
  }
}
