import { createHash } from 'node:crypto';
import type { ArtifactSource } from '../../src/engine/index.ts';
import { ContentBuilder } from '../support/forge/content.ts';
import type { ForgeContent } from '../support/forge/content.ts';

export const TOKEN = 'the-token-of-alice';
export const VERSION = 'v1';
export const RELEASE = { kind: 'release', owner: 'alice', repo: 'tool' } as const satisfies ArtifactSource;
export const PACKAGE = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const satisfies ArtifactSource;
export const FILE_NAME = 'tool.bin';

/** The bytes of the file. Nothing in them repeats, so a misplaced part is noticed. */
export const BODY = createHash('shake256', { outputLength: 100_000 }).update('the file').digest();
/** Other bytes of the same length. */
export const OTHER_BODY = createHash('shake256', { outputLength: BODY.length }).update('another file').digest();

/**
 * One file as a release attachment and as a package file. Everything is private, so nothing is visible without the token.
 */
export function faultContent(): ForgeContent {
  const builder = new ContentBuilder()
    .account('alice', { private: true, members: ['alice'] })
    .token(TOKEN, 'alice', ['all']);
  const repository = builder.repository('alice', 'tool', { private: true });
  builder.release(repository, VERSION, { [FILE_NAME]: BODY });
  builder.packageVersion('alice', 'tool', VERSION, { [FILE_NAME]: BODY });
  return builder.content;
}
