import type { Services } from '../services.ts';
import type { Branches } from './branches.ts';
import type { Lists } from './lists.ts';
import type { Facts } from './nodeView.ts';

type Parts = Pick<Services, 'settings' | 'instances' | 'records' | 'downloads' | 'installs'>;

/** What the rows of the artifact tree show beyond their nodes, at this moment. */
export function treeFacts(
  { settings, instances, records, downloads, installs }: Parts,
  lists: Pick<Lists, 'answeredAt'>,
  branches: Pick<Branches, 'isLoadingMore'>,
): Facts {
  return {
    now: Date.now(),
    fileNames: settings.current.fileNames,
    instance: (base) => instances.get(base),
    nameOf: (base) => instances.nameOf(base),
    record: (key) => records.get(key),
    partial: (key) => records.partial(key),
    download: (key) => downloads.state(key),
    installed: installs.here,
    answeredAt: (base) => lists.answeredAt(base),
    isLoadingMore: (node) => branches.isLoadingMore(node.parent),
  };
}
