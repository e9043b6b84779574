import { hash } from 'node:crypto';
import { join } from 'node:path';
import { parseMirror } from '../../src/engine/mirror/mirrorAddress.ts';
import type { MirrorAddress } from '../../src/engine/mirror/mirrorAddress.ts';
import { NO_MIRRORS } from '../../src/engine/mirror/mirrors.ts';
import type { MirrorPorts } from '../../src/engine/mirror/mirrors.ts';
import type { EngineOptions, EnginePorts } from '../../src/engine/engine.ts';
import type { Asset, Engine, EngineError } from '../../src/engine/index.ts';
import { ContentBuilder } from './forge/content.ts';
import { startForge } from './forge/forge.ts';
import type { Forge } from './forge/forge.ts';
import { someBytes } from './fakeOrigin.ts';
import { useTempDir } from './tempDir.ts';
import { makeEngine } from './testEngine.ts';
import type { TestEngine } from './testEngine.ts';

const SOURCE = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
const PACKAGE = { kind: 'genericPackage', owner: 'alice', package: 'kit' } as const;

export function mirrorAt(address: string): MirrorAddress {
  const parsed = parseMirror(address);
  if (!parsed.ok) throw new Error(`${address}: ${parsed.reason}`);
  return parsed.value;
}

interface MachineOptions extends Partial<MirrorPorts> {
  readonly mirrors?: readonly string[];
  readonly cache?: string;
  readonly ports?: Partial<EnginePorts>;
  readonly options?: Partial<EngineOptions>;
}

/** A machine with an empty cache, and the mirrors that it skipped. */
export interface MirrorMachine {
  readonly engine: Engine;
  readonly directory: string;
  readonly skipped: EngineError[];
}

/** A forge with a release and a package of one file each, and machines that know mirrors. */
export interface MirrorRig {
  readonly forge: Forge;
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly directory: string;
  /** The file of the release, as listed. */
  readonly asset: Asset;
  /** The same bytes in a release without other files. */
  readonly bare: Asset;
  readonly packageFile: Asset;
  /** The facts that a lock has about the file of the release. */
  readonly locked: { readonly expected: { readonly by: 'lock'; readonly digests: { readonly sha256: string } } };
  machine(options?: MachineOptions): Promise<MirrorMachine>;
}

/** For use inside `describe`. */
export function useMirrorRig(bytes = someBytes(300_000)): () => MirrorRig {
  const directory = useTempDir();
  const open: TestEngine[] = [];
  let rig: MirrorRig | undefined;
  beforeEach(async () => {
    const builder = new ContentBuilder().account('alice');
    const sums = Buffer.from(`${hash('sha256', bytes)}  tool.bin\n`);
    builder.release(builder.repository('alice', 'tool'), 'v1', { 'tool.bin': bytes, SHA256SUMS: sums });
    builder.release(builder.repository('alice', 'bare'), 'v1', { 'bare.bin': bytes });
    builder.packageVersion('alice', 'kit', '1', { 'kit.bin': bytes });
    const forge = await startForge({ content: builder.content });
    let machines = 0;
    const machine: MirrorRig['machine'] = async ({ mirrors = [], cache, ports, options, ...rest } = {}) => {
      const own = join(directory(), cache ?? `machine ${(machines += 1)}`);
      const skipped: EngineError[] = [];
      const list = mirrors.map(mirrorAt);
      const onSkipped: MirrorPorts['onSkipped'] = (_mirror, error) => void skipped.push(error);
      const mirrorPorts = { ...NO_MIRRORS, list: () => list, onSkipped, ...rest };
      const made = await makeEngine(own, { mirrors: mirrorPorts, ...ports }, options);
      open.push(made);
      return { engine: made.engine, directory: own, skipped };
    };
    const { engine } = await machine({ cache: 'of who lists' });
    const assetOf = async (source: Asset['source'], version: string, name: string): Promise<Asset> => {
      const { assets } = (await engine.version(forge.url, source, version)).value;
      const found = assets.find((one) => one.name === name);
      if (!found) throw new Error(`no ${name}`);
      return found;
    };
    const sha256 = hash('sha256', bytes);
    rig = {
      forge,
      bytes,
      sha256,
      directory: directory(),
      asset: await assetOf(SOURCE, 'v1', 'tool.bin'),
      bare: await assetOf({ ...SOURCE, repo: 'bare' }, 'v1', 'bare.bin'),
      packageFile: await assetOf(PACKAGE, '1', 'kit.bin'),
      locked: { expected: { by: 'lock', digests: { sha256 } } },
      machine,
    };
    forge.requests.length = 0;
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
    await rig?.forge.close();
  });
  return () => {
    if (!rig) throw new Error('the rig exists only while a test runs');
    return rig;
  };
}
