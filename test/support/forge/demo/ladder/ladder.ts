import type { ContentBuilder } from '../../content.ts';
import { addLadderPackages } from './packages.ts';
import { RUNGS } from './rungs.ts';
import { OWNER, addShown } from './shown.ts';
import { WEAKER } from './weaker.ts';
import { WRONG } from './wrong.ts';

/** Every reason to trust or distrust a file, each in a repository of its own, all under one owner. */
export function addLadder(builder: ContentBuilder): void {
  builder.account(OWNER, { kind: 'organization' });
  for (const shown of [...RUNGS, ...WRONG, ...WEAKER]) addShown(builder, shown);
  addLadderPackages(builder);
}
