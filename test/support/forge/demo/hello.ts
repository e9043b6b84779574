import type { ContentBuilder, RepositoryContent } from '../content.ts';
import { zipOf } from '../zip.ts';
import { daysAgo } from './dates.ts';
import { tarball, withSignedSums } from './files.ts';
import type { Files } from './files.ts';

const PLATFORMS = ['linux-amd64', 'linux-arm64', 'linux-amd64-musl', 'darwin-arm64', 'windows-amd64'] as const;
const SCRIPT = Buffer.from('#!/bin/sh\necho "Hello, ${1:-world}!"\n');

/** Many small releases, for paging, with a file for each platform in the newest. */
export function addHello(builder: ContentBuilder): void {
  const hello = builder.repository('alice', 'hello', {
    oldNames: ['greeting'],
    description: 'A friendly greeter for the command line, in forty languages',
  });
  for (let number = 1; number <= 63; number += 1) addEarly(builder, hello, number);
  const slash = { title: 'Branch release/1.0', notes: 'Built from the release branch.\n', createdAt: daysAgo(20) };
  builder.release(hello, 'release/1.0', { 'zero.bin': Buffer.alloc(0) }, slash);
  builder.release(hello, 'v1.0.0', filesOf('1.0.0'), { title: 'One point zero', notes: NOTES, createdAt: daysAgo(9) });
  builder.release(hello, 'v1.1.0-rc1', filesOf('1.1.0-rc1'), {
    title: 'Plurals, to try out',
    notes: '## To be tried out\n\n- Plurals in Arabic, Polish and Welsh\n\nPlease report what reads oddly.\n',
    prerelease: true,
    createdAt: daysAgo(3),
  });
  builder.release(hello, 'v1.1.0-draft', { 'hello.txt': SCRIPT }, { draft: true, createdAt: daysAgo(0.2) });
}

function addEarly(builder: ContentBuilder, hello: RepositoryContent, number: number): void {
  const prerelease = number % 10 === 0;
  const tag = prerelease ? `v0.${number}.0-rc1` : `v0.${number}.0`;
  const language = LANGUAGES[number % LANGUAGES.length];
  builder.release(
    hello,
    tag,
    { [`hello-0.${number}.0.txt`]: Buffer.from(`hello ${number}\n`) },
    {
      prerelease,
      title: number % 4 === 0 ? `Greets in ${language}` : '',
      notes: `## Changes in ${tag}\n\n- Says hello in **${language}** (#${100 + number})\n- Fixes the greeting at midnight\n`,
      createdAt: daysAgo(30 + (63 - number) * 8),
    },
  );
}

/** Named like GoReleaser does. */
function filesOf(version: string): Files {
  const files: Record<string, Buffer> = {};
  for (const platform of PLATFORMS) {
    const folder = `hello-${version}`;
    const inside = { [`${folder}/hello`]: SCRIPT, [`${folder}/PLATFORM`]: Buffer.from(`${platform}\n`) };
    const windows = platform.startsWith('windows');
    files[`${folder}-${platform}.${windows ? 'zip' : 'tar.gz'}`] = windows ? zipOf(inside) : tarball(inside);
  }
  return withSignedSums(files, 'SHA256SUMS');
}

const LANGUAGES = ['Basque', 'Danish', 'Estonian', 'Frisian', 'Greek', 'Icelandic', 'Maltese', 'Swahili', 'Welsh'];

const NOTES = `## One point zero

The greeting is **stable** now: what \`hello\` prints will not change before 2.0.

### New
- \`hello --formal\` for people whom you do not know (#214)
- Forty languages, chosen by \`LANG\`

### Fixed
- No second greeting after midnight (#198)

Verify with \`minisign -Vm SHA256SUMS -p minisign.pub\`, then \`sha256sum -c SHA256SUMS\`.
`;
