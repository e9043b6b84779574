import type { ContentBuilder } from '../../content.ts';
import { daysAgo } from '../dates.ts';
import type { Files } from '../files.ts';
import { minisignedList, nothing } from './evidenceFiles.ts';
import { OWNER, TOOL, otherThan, toolOf } from './shown.ts';

const PACKAGES: Readonly<Record<string, (tool: Buffer) => Files>> = {
  'rung-registry': nothing,
  'rung-registry-signed': minisignedList,
  'wrong-registry': (tool) => minisignedList(otherThan(tool)),
};

/** The registry's digest alone, with a signed list, and contradicted by a list. */
export function addLadderPackages(builder: ContentBuilder): void {
  for (const [index, [name, evidence]] of Object.entries(PACKAGES).entries()) {
    const tool = toolOf(name, '1.0.0');
    const files = { [TOOL]: tool, ...evidence(tool) };
    builder.packageVersion(OWNER, name, '1.0.0', files, { createdAt: daysAgo(90 - index) });
  }
}
