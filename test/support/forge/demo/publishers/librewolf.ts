import { fixture } from '../../../signatures/fixtures.ts';
import type { ContentBuilder } from '../../content.ts';
import { daysAgo } from '../dates.ts';
import { sha256 } from '../files.ts';
import type { Files } from '../files.ts';
import { OPENPGP_KEY } from './habits.ts';

/** The endings of LibreWolf's package names, taken from its build scripts, in the order of uploading. */
const PACKAGES: Readonly<Record<string, string>> = {
  'windows-x86_64-setup.exe': 'windows-x86_64-setup.exe',
  'windows-arm64-setup.exe': 'windows-x86_64-setup.exe',
  'windows-x86_64-portable.zip': 'windows-x86_64-portable.zip',
  'windows-arm64-portable.zip': 'windows-x86_64-portable.zip',
  'windows-x86_64-package.zip': 'windows-x86_64-portable.zip',
  'linux-x86_64-package.tar.xz': 'linux-x86_64-package.tar.xz',
  'linux-arm64-package.tar.xz': 'linux-arm64-package.tar.xz',
  'windows-x86_64-msix.msix': 'windows-x86_64-setup.exe',
  'macos-x86_64-package.dmg': 'macos-arm64-package.dmg',
  'macos-arm64-package.dmg': 'macos-arm64-package.dmg',
  'linux-x86_64-deb.deb': 'linux-x86_64-package.tar.xz',
  'linux-arm64-deb.deb': 'linux-arm64-package.tar.xz',
  'linux-x86_64-rpm.rpm': 'linux-x86_64-package.tar.xz',
  'linux-arm64-rpm.rpm': 'linux-arm64-package.tar.xz',
};

/** Like on Codeberg: newest last, with a packaging revision after a dash. */
const TAGS = ['141.0.3-1', '142.0-1', '142.0.1-1', '143.0-1', '143.0.1-1', '143.0.1-2', '143.0.3-1', '143.0.4-1'];

/**
 * LibreWolf's releases, with the names that its scripts (`bsys6`) give them. Each package has a bare digest and a binary gpg
 * signature, and there is one list. The bytes are small ones of our own, the same in each release.
 */
export function addLibrewolf(builder: ContentBuilder): void {
  builder.account('librewolf', { kind: 'organization' });
  const repository = builder.repository('librewolf', 'bsys6', {
    description: 'A browser, published as LibreWolf does',
  });
  for (const [index, tag] of TAGS.entries()) {
    builder.release(repository, tag, releaseFiles(tag), { createdAt: daysAgo(80 - index * 8) });
  }
}

function releaseFiles(tag: string): Files {
  const packages = Object.entries(PACKAGES).map(([ending, body]) => {
    const folder = `releases/librewolf/${body}`;
    return { name: `librewolf-${tag}-${ending}`, body: fixture(folder), signature: fixture(`${folder}.sig`) };
  });
  const lines = packages.map(({ name, body }) => `${sha256(body)}  ${name}\n`);
  return Object.fromEntries([
    ...packages.map(({ name, body }) => [name, body] as const),
    ...packages.flatMap(({ name, body, signature }) => [
      [`${name}.sha256sum`, Buffer.from(`${sha256(body)}\n`)] as const,
      [`${name}.sig`, signature] as const,
    ]),
    ['sha256sums.txt', Buffer.from(lines.join(''))] as const,
    ['librewolf.asc', fixture(`releases/${OPENPGP_KEY}`)] as const,
  ]);
}
