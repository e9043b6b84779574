import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { matchAssets } from '../../../../src/engine/match/matchAssets.ts';
import type { Machine } from '../../../../src/engine/machine/platform.ts';
import type { Match, MatchOptions } from '../../../../src/engine/match/matchAssets.ts';
import { MACHINES } from '../../../support/machines.ts';
import type { PlatformId } from '../../../support/machines.ts';
import { assumedWords, fitWords } from '../../../../src/words/fitWords.ts';

function match(
  names: readonly string[],
  platform: PlatformId,
  wanted: Partial<MatchOptions & { readonly machine: Machine }> = {},
): Match {
  return matchAssets(names, { machine: MACHINES[platform], version: 'v1.2.3', repo: 'tool', ...wanted });
}

/** The picked name, or why none was picked. */
function answer(
  names: readonly string[],
  platform: PlatformId,
  wanted: Partial<MatchOptions & { readonly machine: Machine }> = {},
): string {
  const found = match(names, platform, wanted);
  if (found.kind === 'pick') return found.pick.name;
  return found.kind === 'ask' ? `ask: ${found.why}` : 'none';
}

function reason(names: readonly string[], platform: PlatformId): string {
  const found = match(names, platform);
  return found.kind === 'pick' ? fitWords(found.pick.reasons) : found.kind;
}

const RUST = [
  'tool-aarch64-apple-darwin.tar.gz',
  'tool-x86_64-apple-darwin.tar.gz',
  'tool-x86_64-pc-windows-gnu.zip',
  'tool-x86_64-pc-windows-msvc.zip',
  'tool-x86_64-unknown-linux-gnu.tar.gz',
  'tool-x86_64-unknown-linux-musl.tar.gz',
];

describe('matching assets with a machine', () => {
  for (const [platform, expected] of [
    ['linux-x64-gnu', 'tool-x86_64-unknown-linux-gnu.tar.gz'],
    ['linux-x64-musl', 'tool-x86_64-unknown-linux-musl.tar.gz'],
    ['linux-arm64-gnu', 'none'],
    ['darwin-x64', 'tool-x86_64-apple-darwin.tar.gz'],
    ['darwin-arm64', 'tool-aarch64-apple-darwin.tar.gz'],
    ['win32-x64', 'tool-x86_64-pc-windows-msvc.zip'],
    ['win32-arm64', 'tool-x86_64-pc-windows-msvc.zip'],
  ] as const) {
    it(`answers ${expected} on ${platform}`, () => assert.equal(answer(RUST, platform), expected));
  }

  it('explains why a build runs here', () => {
    assert.equal(
      reason(['tool-x86_64-unknown-linux-musl.tar.gz'], 'linux-x64-gnu'),
      'Linux, x64, musl: runs on any libc',
    );
    assert.equal(reason(['tool_darwin_amd64.zip'], 'darwin-arm64'), 'macOS, x64: runs on arm64 under Rosetta');
    assert.equal(reason(['tool_windows_amd64.zip'], 'win32-arm64'), 'Windows, x64: runs on arm64 under emulation');
    assert.equal(reason(['tool_darwin_all.zip'], 'darwin-arm64'), 'macOS, universal');
  });

  it('lists the other files if nothing runs here', () => {
    const found = match(['tool_linux_arm64.tar.gz', 'tool_windows_amd64.zip'], 'linux-x64-gnu');
    assert.deepEqual(found.kind === 'none' && found.others.map(({ reasons }) => fitWords(reasons)), [
      'Linux, arm64: does not run on x64',
      'for Windows',
    ]);
  });

  it('does not pick x64 for a Mac without Rosetta', () => {
    const machine = { ...MACHINES['darwin-arm64'], emulates: [] };
    assert.equal(answer(['tool_darwin_amd64.zip'], 'darwin-arm64', { machine }), 'none');
  });

  it('asks before it picks glibc for musl', () => {
    assert.equal(answer(['tool-x86_64-unknown-linux-gnu.tar.gz'], 'linux-x64-musl'), 'ask: unsure');
  });

  it('picks the static build if the libc is unknown', () => {
    const machine = { ...MACHINES['linux-x64-gnu'], libc: undefined };
    assert.equal(answer(RUST, 'linux-x64-gnu', { machine }), 'tool-x86_64-unknown-linux-musl.tar.gz');
  });

  it('reports its assumption about a name without an architecture', () => {
    const found = match(['tool-linux.zip', 'tool-macos.zip'], 'linux-x64-gnu');
    assert.deepEqual(found.kind === 'pick' && assumedWords(found.pick.assumptions), 'it is built for x64');
    assert.equal(answer(['tool-linux.zip', 'tool-macos.zip'], 'linux-arm64-gnu'), 'ask: unsure');
  });

  it('does not assume an architecture that another build names', () => {
    const names = ['tool-linux-arm64', 'tool-linux', 'tool-darwin', 'tool-darwin-arm64'];
    assert.equal(answer(names, 'linux-x64-gnu'), 'tool-linux');
    assert.equal(answer(names, 'linux-arm64-gnu'), 'tool-linux-arm64');
    assert.equal(answer(names, 'darwin-arm64'), 'tool-darwin-arm64');
  });

  it('reads bare arm as arm64 only if there is nothing else', () => {
    assert.equal(answer(['tool-linux-arm', 'tool-linux-x64'], 'linux-arm64-gnu'), 'tool-linux-arm');
    assert.equal(answer(['tool-linux-arm', 'tool-linux-arm64'], 'linux-arm64-gnu'), 'tool-linux-arm64');
    assert.equal(answer(['tool-linux-armv7', 'tool-linux-x64'], 'linux-arm64-gnu'), 'none');
  });

  it('prefers the plain build to those for newer processors, and does not read a level from a version', () => {
    assert.equal(answer(['tool-linux-x86_64_v4.tar.gz'], 'linux-x64-gnu'), 'none');
    assert.equal(answer(['tool-linux-x86_64-v4.1.tar.gz'], 'linux-x64-gnu'), 'tool-linux-x86_64-v4.1.tar.gz');
    assert.equal(
      answer(['tool-linux-x86_64_v3.tar.gz', 'tool-linux-x86_64.tar.gz'], 'linux-x64-gnu'),
      'tool-linux-x86_64.tar.gz',
    );
  });

  it('runs 32-bit programs on Windows, and asks on Linux', () => {
    assert.equal(answer(['tool_windows_386.zip'], 'win32-x64'), 'tool_windows_386.zip');
    assert.equal(answer(['tool_linux_386.tar.gz'], 'linux-x64-gnu'), 'ask: unsure');
  });

  it('picks a file without a platform only if no file has one', () => {
    assert.equal(answer(['tool-1.2.3.zip', 'tool-1.2.3.zip.sha256'], 'linux-x64-gnu'), 'tool-1.2.3.zip');
    assert.equal(answer(['tool-1.2.3.tar.gz', 'tool_linux_arm64.tar.gz'], 'linux-x64-gnu'), 'none');
    assert.equal(answer(['tool', 'tool-darwin', 'tool.exe'], 'linux-x64-gnu'), 'ask: unsure');
    assert.equal(answer(['tool', 'tool-darwin', 'tool.exe'], 'win32-x64'), 'tool.exe');
  });

  it('picks no shell scripts for Windows, and batch files only for Windows', () => {
    assert.equal(answer(['tool.sh'], 'win32-x64'), 'none');
    assert.equal(answer(['tool.sh'], 'darwin-x64'), 'tool.sh');
    assert.equal(answer(['tool.bat'], 'linux-x64-gnu'), 'none');
  });

  it('picks an archive before an AppImage, and that before asking about installers', () => {
    const image = 'tool-x86_64.AppImage';
    assert.equal(
      answer([image, 'tool_amd64.deb', 'tool-x86_64-unknown-linux-musl.tar.gz'], 'linux-x64-gnu'),
      'tool-x86_64-unknown-linux-musl.tar.gz',
    );
    assert.equal(answer([image, 'tool_amd64.deb'], 'linux-x64-gnu'), image);
    assert.equal(answer(['tool_amd64.deb'], 'linux-x64-gnu'), 'ask: onlyInstallers');
    assert.equal(answer(['tool-setup-x64.exe'], 'win32-x64'), 'ask: onlyInstallers');
  });

  it('never picks formats that cannot be unpacked, or files that only accompany the tool', () => {
    const companions = ['.sha256', '.sig', '.sbom.json', '.pem', '.intoto.jsonl'].map(
      (end) => `tool_linux_amd64.tar.gz${end}`,
    );
    assert.equal(
      answer([...companions, 'tool_linux_amd64-debug.tar.gz', 'tool_linux_amd64_src.tar.gz'], 'linux-x64-gnu'),
      'none',
    );
    assert.equal(answer(['tool_linux_amd64.7z'], 'linux-x64-gnu'), 'ask: onlyInstallers');
  });

  it('treats an archive made for installing as an archive', () => {
    const name = 'tool-x86_64-unknown-linux-musl-install_only.tar.gz';
    assert.equal(answer([name], 'linux-x64-gnu'), name);
  });

  it('picks the static build for musl if there is one', () => {
    const names = ['tool-linux64.tar.gz', 'tool-linux64-static.tar.gz'];
    assert.equal(answer(names, 'linux-x64-musl'), names[1]);
    assert.equal(answer(names, 'linux-x64-gnu'), names[0]);
  });

  it('picks zip on Windows and tar.gz elsewhere', () => {
    const names = ['tool-linux-x64.tar.gz', 'tool-linux-x64.zip', 'tool-win-x64.tar.gz', 'tool-win-x64.zip'];
    assert.equal(answer(names, 'linux-x64-gnu'), 'tool-linux-x64.tar.gz');
    assert.equal(answer(names, 'win32-x64'), 'tool-win-x64.zip');
  });
});

describe('matching assets of several tools', () => {
  const names = [
    'hugo_1_linux_amd64.tar.gz',
    'hugo_1_windows_arm64.zip',
    'hugo_extended_1_linux_amd64.tar.gz',
    'hugo_extended_1_windows_amd64.zip',
  ];

  it('picks the tool named like the repository', () => {
    assert.equal(answer(names, 'linux-x64-gnu', { repo: 'hugo' }), names[0]);
  });

  it('picks the requested tool, and no other if that has no build', () => {
    const wanted = { repo: 'hugo', tool: 'hugo-extended' };
    assert.equal(answer(names, 'linux-x64-gnu', wanted), names[2]);
    assert.equal(answer(names, 'win32-arm64', wanted), names[3]);
    assert.equal(answer(names, 'linux-arm64-gnu', wanted), 'none');
  });

  it('does not pick a tool with a longer name', () => {
    const pair = ['deno-x86_64-unknown-linux-gnu.zip', 'denort-x86_64-unknown-linux-gnu.zip'];
    assert.equal(answer(pair, 'linux-x64-gnu', { repo: 'deno' }), pair[0]);
    assert.equal(answer(pair, 'linux-x64-gnu', { repo: 'deno', tool: 'denort' }), pair[1]);
  });

  it('finds a variant by its last word alone', () => {
    const pair = ['selene-light-linux.zip', 'selene-linux.zip'];
    assert.equal(answer(pair, 'linux-x64-gnu', { repo: 'selene', tool: 'light' }), pair[0]);
  });

  it('asks between tools that are equally near', () => {
    const pair = ['buildifier-linux-amd64', 'buildozer-linux-amd64'];
    assert.equal(answer(pair, 'linux-x64-gnu', { repo: 'buildtools' }), 'ask: severalTools');
    assert.equal(answer(pair, 'linux-x64-gnu', { repo: 'buildtools', tool: 'buildozer' }), pair[1]);
    assert.equal(answer(pair, 'linux-x64-gnu', { repo: 'buildtools', tool: 'unused_deps' }), 'ask: severalTools');
  });

  it('asks about another tool if the usual one has no build, unless that one was requested', () => {
    const pair = ['clang-linux-x64.tar.xz', 'clang-win-x64.zip', 'llvm-win-x64.zip'];
    assert.equal(answer(pair, 'linux-x64-gnu', { repo: 'llvm' }), 'ask: severalTools');
    assert.equal(answer(pair, 'linux-x64-gnu', { repo: 'llvm', tool: 'llvm' }), 'none');
  });

  it('picks another spelling on a platform that the usual one does not serve', () => {
    const spelled = ['tool-linux-x64.zip', 'tool-portable-signed-macos-x64.zip'];
    assert.equal(answer(spelled, 'darwin-x64'), spelled[1]);
  });

  it('treats words that all builds share as the name of the tool', () => {
    const shared = ['x-debug-linux-x64.zip', 'x-debug-macos-x64.zip', 'x-debug-windows-x64.zip'];
    assert.equal(answer(shared, 'linux-x64-gnu'), shared[0]);
  });
});

describe('matching extensions of the editor', () => {
  const names = [
    'tool-1.2.3.vsix',
    'tool-alpine-x64.vsix',
    'tool-linux-x64.vsix',
    'tool-web.vsix',
    'tool-linux-x64.tar.gz',
  ];

  it('matches the target platform, and falls back to the one for all', () => {
    assert.equal(answer(names, 'linux-x64-gnu', { what: 'vsix' }), 'tool-linux-x64.vsix');
    assert.equal(answer(names, 'linux-x64-musl', { what: 'vsix' }), 'tool-alpine-x64.vsix');
    assert.equal(answer(names, 'darwin-x64', { what: 'vsix' }), 'tool-1.2.3.vsix');
    assert.equal(answer(['tool-web.vsix'], 'darwin-x64', { what: 'vsix' }), 'none');
  });

  it('picks none as a tool', () => {
    assert.equal(answer(['tool-linux-x64.vsix'], 'linux-x64-gnu'), 'none');
  });
});

describe('matching whatever a server calls its assets', () => {
  it('picks only one of the names, and does not throw', () => {
    const word = fc.constantFrom(
      'tool',
      'linux',
      'darwin',
      'win',
      'x64',
      'arm64',
      'musl',
      '.tar.gz',
      '.exe',
      '-',
      '_',
      '.',
      '..',
      'src',
    );
    const name = fc.oneof(
      fc.array(word, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.string({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(
        fc.array(name, { maxLength: 8 }),
        fc.constantFrom(...Object.values(MACHINES)),
        fc.string(),
        (names, machine, tool) => {
          const found = matchAssets(names, { machine, version: tool, repo: 'tool', tool });
          assert.ok(found.kind !== 'pick' || names.includes(found.pick.name));
        },
      ),
    );
  });

  it('finds a name among those of megabytes', () => {
    const names = ['-'.repeat(1_000_000), `${'linux'.repeat(200_000)}.zip`, 'a.'.repeat(500_000), 'tool-linux-x64.zip'];
    assert.equal(answer(names, 'linux-x64-gnu'), 'tool-linux-x64.zip');
  });
});
