import type { ContentBuilder } from '../../content.ts';
import { daysAgo } from '../dates.ts';
import { tarball, withSignedSums } from '../files.ts';
import type { Files } from '../files.ts';
import { exe, PLATFORM_NAMES, sayingProgram } from './platforms.ts';

/** A tool of a few bytes, for tests that need a tool quickly. */
export function addGreet(builder: ContentBuilder, owner: string): void {
  const greet = builder.repository(owner, 'greet', { description: 'A tiny tool, to be locked and restored' });
  for (const [index, version] of ['1.0.0', '1.1.0'].entries()) {
    const notes = `\`greet\` says that it is ${version}. With a signed list of checksums.\n`;
    builder.release(greet, `v${version}`, filesOf(version), { notes, createdAt: daysAgo(40 - index * 30) });
  }
}

function filesOf(version: string): Files {
  const files = PLATFORM_NAMES.map((platform) => {
    const folder = `greet-${version}-${platform}`;
    return [
      `${folder}.tar.gz`,
      tarball({ [`${folder}/greet${exe(platform)}`]: sayingProgram(platform, `greet ${version}`) }),
    ] as const;
  });
  return withSignedSums(Object.fromEntries(files), 'SHA256SUMS');
}
