import { ContentBuilder, copyOf } from './content.ts';
import type { ForgeContent } from './content.ts';
import { addBundler } from './demo/bundler.ts';
import { daysAgo } from './demo/dates.ts';
import { tarball } from './demo/files.ts';
import { addHello } from './demo/hello.ts';
import { addLadder } from './demo/ladder/ladder.ts';
import { addLantern } from './demo/lantern.ts';
import { addOdd } from './demo/odd.ts';
import { addPublishers } from './demo/publishers/publishers.ts';
import { addWorkshop } from './demo/workshop/workshop.ts';

/** Tokens of the demo forge. They are valid nowhere else. */
export const DEMO_TOKENS = {
  /** May read everything that alice may. */
  alice: 'demo-alice-0123456789abcdef0123456789abcdef',
  /** Lacks packages, user and organizations. */
  repositoriesOnly: 'demo-repos-0123456789abcdef0123456789abcdef',
  /** Lacks everything but packages. */
  packagesOnly: 'demo-packs-0123456789abcdef0123456789abcdef',
} as const;

const READ_ALL = ['repository', 'package', 'user', 'organization'];

let made: ForgeContent | undefined;

/**
 * A forge that looks like one in use, with real programs of this machine in real archives, and odd content in its own corner.
 * Names, uuids and bytes are the same in every run; dates count from its start. The caller may change it, but not its bytes,
 * which are created once for all forges of a process, because compressing and signing them takes a while.
 */
export function demoContent(): ForgeContent {
  made ??= makeDemoContent();
  return copyOf(made);
}

export function makeDemoContent(): ForgeContent {
  const builder = new ContentBuilder();
  builder
    .account('alice')
    .account('bob')
    .account('tools', { kind: 'organization', members: ['alice'] })
    .account('vault', { kind: 'organization', private: true, members: ['alice'] });
  builder
    .token(DEMO_TOKENS.alice, 'alice', READ_ALL)
    .token(DEMO_TOKENS.repositoriesOnly, 'alice', ['repository'])
    .token(DEMO_TOKENS.packagesOnly, 'alice', ['package']);
  addPackages(builder);
  addHello(builder);
  addBundler(builder);
  addLantern(builder);
  addOdd(builder);
  addPrivate(builder);
  builder.repository('alice', 'notes', { description: 'Nothing released' });
  addLadder(builder);
  addPublishers(builder);
  addWorkshop(builder);
  return builder.content;
}

function addPrivate(builder: ContentBuilder): void {
  const secret = builder.repository('alice', 'secret', { private: true, description: 'Not for everybody' });
  builder.release(secret, 'v1', { 'secret.bin': Buffer.alloc(100_000, 'secret') }, { createdAt: daysAgo(50) });
  const inner = builder.repository('vault', 'inner', { description: 'Known to members only' });
  builder.release(inner, 'v1', { 'inner.bin': Buffer.from('inner') }, { createdAt: daysAgo(45) });
}

function addPackages(builder: ContentBuilder): void {
  for (const [index, version] of ['1.0.0', '1.1.0', '2.0.0'].entries()) {
    const files = {
      [`tool-${version}-linux-x64.tar.gz`]: tarball({ tool: Buffer.from(`tool ${version}\n`) }),
      'tool.exe': Buffer.alloc(4096, version),
    };
    builder.packageVersion('alice', 'tool', version, files, { createdAt: daysAgo(120 - index * 50) });
  }
  for (let day = 12; day >= 1; day -= 1) {
    const version = `nightly-${`${13 - day}`.padStart(2, '0')}`;
    const files = { 'hello.tar.gz': tarball({ hello: Buffer.from(`hello ${version}\n`) }) };
    const options = { repository: 'alice/hello', createdAt: daysAgo(day - 0.5) };
    builder.packageVersion('alice', 'hello-nightly', version, files, options);
  }
  builder.packageVersion('tools', 'sdk', 'a/b', { 'f.bin': Buffer.from('slash') }, { createdAt: daysAgo(75) });
  builder.packageVersion('vault', 'key', '1', { 'key.bin': Buffer.from('key') }, { createdAt: daysAgo(25) });
}
