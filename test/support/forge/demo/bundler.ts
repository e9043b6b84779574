import type { ContentBuilder } from '../content.ts';
import { zipOf } from '../zip.ts';
import { daysAgo } from './dates.ts';
import { portableProgram, realProgram, tarball, withSignedSums } from './files.ts';
import type { Files } from './files.ts';

interface Planned {
  readonly version: string;
  readonly title: string;
  readonly days: number;
  readonly notes: string;
}

const RELEASES: readonly Planned[] = [
  { version: '0.9.0', title: '', days: 160, notes: 'Last one before 1.0. Nothing new, much mended.\n' },
  {
    version: '1.0.0',
    title: 'Plugins',
    days: 64,
    notes: '## Plugins\n\n- `onLoad` and `onResolve`, as others have them\n- **Breaking:** `--bundle` is the default\n',
  },
  {
    version: '1.1.0',
    title: 'Twice as fast',
    days: 2,
    notes: [
      '## Twice as fast\n',
      '| project | 1.0.0 | 1.1.0 |\n| --- | --- | --- |\n| small | 0.31 s | 0.16 s |\n| large | 4.8 s | 2.2 s |\n',
      '- Source maps no longer forget the last line (#88)\n- Thanks to @bob for finding it\n',
    ].join('\n'),
  },
];

/** Real programs, large enough that a download takes a moment. */
export function addBundler(builder: ContentBuilder): void {
  const description = 'Bundles what it is given, quickly';
  const bundler = builder.repository('tools', 'bundler', { description });
  for (const { version, title, days, notes } of RELEASES) {
    builder.release(bundler, `v${version}`, makeFiles(version), {
      title,
      notes,
      createdAt: daysAgo(days),
      author: 'alice',
    });
  }
  for (const [index, version] of ['1.0.0', '1.0.1', '1.1.0'].entries()) {
    const manifest = `${JSON.stringify({ name: 'plugins', version, plugins: ['css', 'json', 'wasm'] }, null, 2)}\n`;
    const files = { 'plugins.tar.gz': tarball(portableProgram()), 'manifest.json': Buffer.from(manifest) };
    const options = { repository: 'tools/bundler', createdAt: daysAgo(60 - index * 25), creator: 'alice' };
    builder.packageVersion('tools', 'bundler-plugins', version, files, options);
  }
}

function makeFiles(version: string): Files {
  // The system ignores bytes after the end of a program. They make each version a different file.
  const program = Buffer.concat([realProgram(), Buffer.from(`\nbundler ${version}\n`)]);
  const portable = portableProgram();
  const files = {
    [`bundler-${version}-linux-amd64.tar.gz`]: tarball({ 'bundler/bundler': program }),
    [`bundler-${version}-linux-arm64.tar.gz`]: tarball(portable),
    [`bundler-${version}-darwin-arm64.tar.gz`]: tarball(portable),
    [`bundler-${version}-windows-amd64.zip`]: zipOf(portable),
    [`bundler-${version}-linux-amd64`]: program,
  };
  return withSignedSums(files, `bundler_${version}_checksums.txt`);
}
