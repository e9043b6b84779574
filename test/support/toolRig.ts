import { join } from 'node:path';
import { toolId } from '../../src/editor/installs/groupInstalled.ts';
import { recordKey } from '../../src/engine/index.ts';
import type { Asset, Installed } from '../../src/engine/index.ts';
import { tarBytes } from './archives/tarBytes.ts';
import { makeServices } from './fakeServices.ts';
import type { FakeServices } from './fakeServices.ts';
import { FakeUi } from './fakeUi.ts';
import { ContentBuilder } from './forge/content.ts';
import { startForge } from './forge/forge.ts';
import type { Forge } from './forge/forge.ts';
import { zipOf } from './forge/zip.ts';
import { toolTar } from './installRig.ts';
import { elf, machO } from './programs.ts';
import { sha256Of } from './records.ts';
import { useTempDir } from './tempDir.ts';

type Files = Readonly<Record<string, Buffer>>;

function withSums(files: Files): Files {
  const lines = Object.entries(files).map(([name, body]) => `${sha256Of(body)}  ${name}\n`);
  return { ...files, SHA256SUMS: Buffer.from(lines.join('')) };
}

const DARWIN = tarBytes([{ name: 'tool', body: machO(0x0100_000c), mode: 0o755 }]);
const builds = (version: string): Files => ({
  [`tool-${version}-linux-x64.tar`]: toolTar(version),
  [`tool-${version}-darwin-arm64.tar`]: DARWIN,
});
/** Scripts that could each be the program. */
const scripts = ['one', 'two', 'three'].map((name) => ({ name, body: `#!/bin/sh\necho ${name}\n`, mode: 0o755 }));

/** A program with the tool's name, another one, and one with a name that every system has a program of. */
const BUNDLE = tarBytes(
  ['bundle', 'bundlectl', 'ls'].map((name) => ({ name: `bin/${name}`, body: '#!/bin/sh\n', mode: 0o755 })),
);

function vsix(version: string, target: string, id = 'alice.ext'): Buffer {
  const [publisher, name] = id.split('.');
  const manifest = JSON.stringify({ publisher, name, version });
  return zipOf({ 'extension/package.json': Buffer.from(manifest), 'extension/target.txt': Buffer.from(target) });
}

function content(): ContentBuilder['content'] {
  const builder = new ContentBuilder().account('alice');
  const tool = builder.repository('alice', 'tool');
  builder.release(tool, 'v1.0.0', withSums(builds('1.0.0')), { createdAt: new Date(1) });
  builder.release(tool, 'v1.1.0', withSums(builds('1.1.0')), { createdAt: new Date(2) });
  builder.release(builder.repository('alice', 'bare'), 'v1', builds('1'));
  builder.release(builder.repository('alice', 'mac'), 'v1', { 'mac-darwin-arm64.tar': DARWIN });
  builder.release(builder.repository('alice', 'many'), 'v1', withSums({ 'many-linux-x64.tar': tarBytes(scripts) }));
  const other = { 'other-linux-x64.tar': toolTar('other', 'other-1/tool') };
  builder.release(builder.repository('alice', 'other'), 'v1', withSums(other));
  builder.release(builder.repository('alice', 'bundle'), 'v1', withSums({ 'bundle-linux-x64.tar': BUNDLE }));
  const twins = { 'twins-linux-x64.tar': [toolTar('1'), toolTar('2')] };
  builder.release(builder.repository('alice', 'twins'), 'v1', twins);
  const kit = { 'saw-linux-x64': elf({ machine: 62 }), 'drill-linux-x64': elf({ machine: 62 }) };
  builder.release(builder.repository('alice', 'kit'), 'v1.0', withSums(kit));
  const variants = builder.repository('alice', 'variants');
  for (const version of ['1.0.0', '1.1.0']) {
    const files = ['cuda', 'vulkan'].map((word) => [`variants-${version}-linux-x64-${word}.tar`, toolTar(word)]);
    builder.release(variants, `v${version}`, withSums(Object.fromEntries(files)));
  }
  const ext = builder.repository('alice', 'ext');
  for (const [index, version] of ['1.0.0', '1.1.0'].entries()) {
    const files = Object.fromEntries(
      ['linux-x64', 'win32-x64'].map((target) => [`ext-${target}-${version}.vsix`, vsix(version, target)]),
    );
    builder.release(ext, `v${version}`, withSums(files), { createdAt: new Date(index + 1) });
  }
  for (const [repo, id, version] of [
    ['theme', 'alice.ext', '0.9.0'],
    ['fork', 'Alice.EXT', '2.0.0'],
    ['own', 'forgejo-artifacts.forgejo-artifacts', '9.9.9'],
    ['git', 'vscode.git', '1.0.0'],
  ] as const) {
    builder.release(builder.repository('alice', repo), 'v1', withSums({ 'nice.vsix': vsix(version, 'any', id) }));
  }
  builder.release(builder.repository('alice', 'odd'), 'v1', { 'odd.vsix': zipOf({ 'readme.md': Buffer.from('odd') }) });
  return builder.content;
}

/** Rows of the tree for things on the forge. */
interface Rows {
  readonly version: (repo: string, version: string) => object;
  readonly repository: (repo: string) => object;
  readonly asset: (repo: string, version: string, name: string) => Promise<object>;
  /** Rows of the Installed view. */
  readonly tool: (repo: string, name?: string) => { readonly id: string };
}

/** A forge with alice's tools, and the services of commands over it. Created anew for each test. */
export interface ToolRig extends FakeServices {
  readonly forge: Forge;
  readonly ui: FakeUi;
  readonly directory: string;
  readonly rows: Rows;
  readonly installed: () => Promise<readonly Installed[]>;
  /** The installed versions, such as `tool v1.0.0 *`; the star marks the version in use. */
  readonly names: () => Promise<readonly string[]>;
  /** The path of a linked command. */
  readonly bin: (command: string) => string;
}

/** For use inside `describe`. Fails a test that leaves steps of its script unused. */
export function useToolRig(): () => ToolRig {
  const directory = useTempDir();
  let rig: ToolRig | undefined;
  beforeEach(async () => {
    const forge = await startForge({ content: content() });
    const ui = new FakeUi();
    const fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }]);
    const installed = (): Promise<readonly Installed[]> => fake.engine.installer.list();
    rig = Object.assign(fake, {
      forge,
      ui,
      installed,
      directory: directory(),
      rows: rowsOf(fake, forge.url),
      names: async () =>
        (await installed()).map(({ tool, asset, active }) => `${tool.name} ${asset.version}${active ? ' *' : ''}`),
      bin: (command: string) => join(fake.engine.installer.binDirectory, command),
    });
  });
  afterEach(async () => {
    if (!rig) return;
    await rig[Symbol.asyncDispose]();
    await rig.forge.close();
    rig.ui.finish();
  });
  return () => {
    if (!rig) throw new Error('the rig exists only while a test runs');
    return rig;
  };
}

function rowsOf(fake: FakeServices, instance: string): Rows {
  const source = (repo: string) => ({ kind: 'release', owner: 'alice', repo }) as const;
  const base = { id: 'x', parent: undefined, instance } as const;
  return {
    version: (repo, version) => ({
      ...base,
      kind: 'version',
      source: source(repo),
      version,
      release: undefined,
      createdAt: undefined,
      latest: false,
    }),
    repository: (repo) => ({ ...base, kind: 'repository', owner: 'alice', repo }),
    asset: async (repo, version, name) => {
      const { assets } = (await fake.engine.version(instance, source(repo), version)).value;
      const asset: Asset | undefined = assets.find((one) => one.name === name);
      if (!asset) throw new Error(`no ${name} in ${repo} ${version}`);
      return { kind: 'asset', id: 'x', parent: undefined, asset, key: recordKey(asset) };
    },
    tool: (repo, name = repo) => ({ id: toolId({ instance, source: source(repo), name }) }),
  };
}
