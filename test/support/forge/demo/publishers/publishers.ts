import type { ContentBuilder } from '../../content.ts';
import { daysAgo } from '../dates.ts';
import { HABITS, filesOf } from './habits.ts';
import { addLibrewolf } from './librewolf.ts';
import { addNotes, addOddLists, addTargets } from './unsigned.ts';

export const PUBLISHERS = 'publishers';

/** How releases are signed and listed in the wild: one repository for each habit. */
export function addPublishers(builder: ContentBuilder): void {
  builder.account(PUBLISHERS, { kind: 'organization' });
  for (const [index, habit] of HABITS.entries()) {
    const repository = builder.repository(PUBLISHERS, habit.repo, { description: habit.shows });
    const options = { notes: `${habit.shows}.\n`, createdAt: daysAgo(70 - index) };
    builder.release(repository, 'v1.0.0', filesOf(habit), options);
  }
  addTargets(builder, PUBLISHERS);
  addOddLists(builder, PUBLISHERS);
  addNotes(builder, PUBLISHERS);
  addLibrewolf(builder);
}
