import type { ContentBuilder } from '../../content.ts';
import { daysAgo } from '../dates.ts';
import type { Files } from '../files.ts';

/** The asset that everything on the ladder is about. */
export const TOOL = 'tool.txt';

/** The tool's evidence files, genuine or not. */
type EvidenceFiles = (tool: Buffer) => Files;

/** A repository that shows one thing, described in a sentence. */
export interface Shown {
  readonly repo: string;
  readonly shows: string;
  /** For signatures made elsewhere. @default other bytes in each version of each repository */
  readonly tool?: Buffer;
  /** The evidence files of each version, oldest first. */
  readonly evidence: readonly EvidenceFiles[];
  /** The digest in the attachment's JSON. @default none, like today's Forgejo */
  readonly serverSays?: (tool: Buffer) => string;
}

export const OWNER = 'ladder';

export function addShown(builder: ContentBuilder, shown: Shown): void {
  const { repo, shows, evidence, serverSays } = shown;
  const repository = builder.repository(OWNER, repo, { description: shows });
  for (const [index, filesFor] of evidence.entries()) {
    const version = `1.${index}.0`;
    const tool = shown.tool ?? toolOf(repo, version);
    const files = { [TOOL]: tool, ...filesFor(tool) };
    const options = { notes: `${shows}.\n`, createdAt: daysAgo(90 - index * 30) };
    const { assets } = builder.release(repository, `v${version}`, files, options);
    const asset = assets.find(({ name }) => name === TOOL);
    if (asset && serverSays) asset.sha256 = serverSays(tool);
  }
}

export function toolOf(place: string, version: string): Buffer {
  return Buffer.from(`The tool ${version} of ${OWNER}/${place}.\n`);
}

/** The bytes that an attacker or an accident put in its place. */
export function otherThan(tool: Buffer): Buffer {
  return Buffer.concat([tool, Buffer.from('It does something else.\n')]);
}
