import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { ContentBuilder } from './content.ts';
import type { ForgeContent } from './content.ts';
import { tarOf } from './tar.ts';

/** Tokens of the demo forge. They open nothing but that. */
export const DEMO_TOKENS = {
  /** May read everything that alice may. */
  alice: 'demo-alice-0123456789abcdef0123456789abcdef',
  /** Lacks packages, user and organisations. */
  repositoriesOnly: 'demo-repos-0123456789abcdef0123456789abcdef',
} as const;

const READ_ALL = ['repository', 'package', 'user', 'organization'];
const PLATFORMS = ['linux-amd64', 'linux-arm64', 'linux-amd64-musl', 'darwin-arm64', 'windows-amd64'] as const;

/** A forge that looks like one at work: real programs of this machine in real archives, and everything odd in its corner. */
export function demoContent(): ForgeContent {
  const builder = new ContentBuilder();
  builder
    .account('alice')
    .account('bob')
    .account('tools', { kind: 'organization', members: ['alice'] });
  builder.account('vault', { kind: 'organization', private: true, members: ['alice'] });
  builder.token(DEMO_TOKENS.alice, 'alice', READ_ALL).token(DEMO_TOKENS.repositoriesOnly, 'alice', ['repository']);
  addHello(builder);
  addBundler(builder);
  addOdd(builder);
  const secret = builder.repository('alice', 'secret', { private: true, description: 'Not for everybody' });
  builder.release(secret, 'v1', { 'secret.bin': Buffer.alloc(100_000, 'secret') });
  builder.repository('alice', 'notes', { description: 'Nothing released' });
  const inner = builder.repository('vault', 'inner');
  builder.release(inner, 'v1', { 'inner.bin': Buffer.from('inner') });
  addPackages(builder);
  return builder.content;
}

function sumsOf(files: Readonly<Record<string, Buffer>>): Buffer {
  const lines = Object.entries(files).map(
    ([name, body]) => `${createHash('sha256').update(body).digest('hex')}  ${name}\n`,
  );
  return Buffer.from(lines.join(''));
}

/** Many small releases, for paging, with a file for each platform in the newest. */
function addHello(builder: ContentBuilder): void {
  const hello = builder.repository('alice', 'hello', { oldNames: ['greeting'], description: 'Says hello' });
  for (let number = 1; number <= 64; number += 1) {
    const prerelease = number % 10 === 0;
    const tag = prerelease ? `v0.${number}.0-rc1` : `v0.${number}.0`;
    const files = { [`hello-0.${number}.0.txt`]: Buffer.from(`hello ${number}\n`) };
    builder.release(hello, tag, files, { prerelease, notes: `# Changes in ${tag}\n\n- said hello once more\n` });
  }
  builder.release(hello, 'release/1.0', { 'zero.bin': Buffer.alloc(0) }, { title: 'A tag with a slash' });
  const script = Buffer.from('#!/bin/sh\necho hello\n');
  const files = Object.fromEntries(
    PLATFORMS.map((platform) => [
      `hello-1.0.0-${platform}.tar.gz`,
      gzipSync(tarOf({ [`hello-1.0.0/hello`]: script, [`hello-1.0.0/PLATFORM`]: Buffer.from(`${platform}\n`) })),
    ]),
  );
  builder.release(hello, 'v1.0.0', { ...files, SHA256SUMS: sumsOf(files) }, { title: 'One point zero' });
  builder.release(hello, 'v1.1.0-draft', { 'hello.txt': script }, { draft: true });
}

/** Real programs, large enough that a download takes a moment. */
function addBundler(builder: ContentBuilder): void {
  const cli = builder.repository('tools', 'bundler', { description: 'Bundles what it is given' });
  const { program, archive } = (packed ??= packProgram());
  for (const version of ['0.9.0', '1.0.0', '1.1.0']) {
    const files = {
      [`bundler-${version}-linux-amd64.tar.gz`]: archive,
      [`bundler-${version}-linux-arm64.tar.gz`]: gzipSync(tarOf({ 'bundler/bundler': Buffer.from('arm64') })),
      [`bundler-${version}-linux-amd64`]: program,
    };
    builder.release(cli, `v${version}`, { ...files, [`bundler_${version}_checksums.txt`]: sumsOf(files) });
  }
}

/** Made once for all forges of a process: it takes a while. */
let packed: ReturnType<typeof packProgram> | undefined;

function packProgram(): { program: Buffer; archive: Buffer } {
  const program = realProgram();
  return { program, archive: gzipSync(tarOf({ 'bundler/bundler': program }), { level: 1 }) };
}

/** The program that this machine builds with: a real binary, some megabytes of it. */
function realProgram(): Buffer {
  const require = createRequire(createRequire(import.meta.url).resolve('esbuild'));
  const name = `@esbuild/${process.platform}-${process.arch}`;
  return readFileSync(require.resolve(process.platform === 'win32' ? `${name}/esbuild.exe` : `${name}/bin/esbuild`));
}

/** Names and bodies that a careless client trips over. */
function addOdd(builder: ContentBuilder): void {
  const odd = builder.repository('alice', 'odd', { description: 'Names that nobody should use' });
  const names = [
    '../../etc/passwd',
    'a\\b.bin',
    'con.txt',
    'x:y.bin',
    'rtl\u202egnp.exe',
    `${'n'.repeat(300)}.bin`,
    '..',
  ];
  const files = Object.fromEntries(names.map((name) => [name, Buffer.from(`content of ${name}`)]));
  builder.release(odd, 'odd+names%20@x', { ...files, 'dup.bin': [Buffer.from('first'), Buffer.from('second one')] });
  builder.release(odd, 'outside', {
    'foreign.bin': 'https://example.invalid/foreign.bin',
    'local.bin': 'http://127.0.0.1:9/local.bin',
  });
}

function addPackages(builder: ContentBuilder): void {
  for (const version of ['1.0.0', '1.1.0', '2.0.0']) {
    const body = gzipSync(tarOf({ tool: Buffer.from(`tool ${version}\n`) }));
    builder.packageVersion('alice', 'tool', version, {
      [`tool-${version}-linux-x64.tar.gz`]: body,
      'tool.exe': Buffer.alloc(4096, version),
    });
  }
  builder.packageVersion('tools', 'sdk', 'a/b', { 'f.bin': Buffer.from('slash') });
  builder.packageVersion('vault', 'key', '1', { 'key.bin': Buffer.from('key') });
}
