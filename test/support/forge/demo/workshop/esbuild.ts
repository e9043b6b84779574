import type { ContentBuilder } from '../../content.ts';
import { zipOf } from '../../zip.ts';
import { daysAgo } from '../dates.ts';
import { lazily, programVersion, realProgram, sha256, tarball, withSignedSums } from '../files.ts';
import type { Files, ProgramPackage } from '../files.ts';
import { PLATFORM_NAMES, exe, programFor } from './platforms.ts';
import type { PlatformName } from './platforms.ts';

interface Planned {
  readonly from: ProgramPackage;
  readonly days: number;
  readonly form: 'zip' | 'tar.gz';
}

const PLANNED: readonly Planned[] = [
  { from: 'esbuild-older', days: 70, form: 'zip' },
  { from: 'esbuild', days: 6, form: 'tar.gz' },
];

const RELEASES = PLANNED.map(({ from, days, form }) => {
  const version = programVersion(from);
  const archives = lazily(archiveNames(version, form), () => archivesOf(version, form, from));
  return { version, days, form, archives, binaries: lazily(binaryNames(), () => binariesOf(from)) };
});

/** A real program of this machine, in two versions: in a zip and a tarball under `esbuild`, bare under `esbuild-raw`. */
export function addEsbuild(builder: ContentBuilder, owner: string): void {
  const description = 'A real program in archives, for people who want to run it';
  const packed = builder.repository(owner, 'esbuild', { description });
  const bare = builder.repository(owner, 'esbuild-raw', { description: 'The same program without an archive' });
  for (const { version, days, form, archives, binaries } of RELEASES) {
    const options = { createdAt: daysAgo(days) };
    const notes = `esbuild ${version} in a ${form} for each platform, with a signed list of checksums.\n`;
    builder.release(packed, `v${version}`, archives, { ...options, notes });
    const bareNotes = `esbuild ${version} as it is, with a checksum file next to each.\n`;
    builder.release(bare, `v${version}`, binaries, { ...options, notes: bareNotes });
  }
}

function archiveNames(version: string, form: Planned['form']): readonly string[] {
  const archives = PLATFORM_NAMES.map((platform) => `esbuild-${version}-${platform}.${form}`);
  return [...archives, 'SHA256SUMS', 'SHA256SUMS.minisig', 'minisign.pub'];
}

function archivesOf(version: string, form: Planned['form'], from: ProgramPackage): Files {
  const pack = form === 'zip' ? zipOf : tarball;
  const readme = Buffer.from(`# esbuild ${version}\n`);
  const files = PLATFORM_NAMES.map((platform) => {
    const folder = `esbuild-${version}-${platform}`;
    const program = programFor(platform, () => realProgram(from));
    const inside = { [`${folder}/bin/esbuild${exe(platform)}`]: program, [`${folder}/README.md`]: readme };
    return [`${folder}.${form}`, pack(inside)] as const;
  });
  return withSignedSums(Object.fromEntries(files), 'SHA256SUMS');
}

function binaryName(platform: PlatformName): string {
  return `esbuild-raw-${platform}${exe(platform)}`;
}

function binaryNames(): readonly string[] {
  return PLATFORM_NAMES.flatMap((platform) => [binaryName(platform), `${binaryName(platform)}.sha256`]);
}

function binariesOf(from: ProgramPackage): Files {
  const files = PLATFORM_NAMES.flatMap((platform) => {
    const name = binaryName(platform);
    const program = programFor(platform, () => realProgram(from));
    return [
      [name, program],
      [`${name}.sha256`, Buffer.from(`${sha256(program)}  ${name}\n`)],
    ] as const;
  });
  return Object.fromEntries(files);
}
