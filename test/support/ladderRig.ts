import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineOptions } from '../../src/engine/engine.ts';
import { createTrust, isEngineError, parseTrustedKey } from '../../src/engine/index.ts';
import type { Asset, Engine, EngineError, Requirement } from '../../src/engine/index.ts';
import { DEMO_KEYS } from './forge/demo/keys.ts';
import { DEMO_TOKENS, demoContent } from './forge/demoContent.ts';
import { startForge } from './forge/forge.ts';
import type { Forge } from './forge/forge.ts';
import { useTempDir } from './tempDir.ts';
import { makeEngine } from './testEngine.ts';
import type { TestEngine } from './testEngine.ts';

/** The demo forge and an engine for each test, with trusted keys and requirements that a test may change at any time. */
export class LadderRig {
  readonly directory = useTempDir();
  keys: readonly string[] = [];
  require: Requirement = 'any';
  #forge: Forge | undefined;
  #made: TestEngine | undefined;

  get forge(): Forge {
    assert.ok(this.#forge);
    return this.#forge;
  }

  get engine(): Engine {
    assert.ok(this.#made);
    return this.#made.engine;
  }

  async start(): Promise<void> {
    this.keys = [DEMO_KEYS.minisign.text];
    this.require = 'any';
    this.#forge = await startForge({ content: demoContent() });
    this.#made = await this.open();
  }

  async stop(): Promise<void> {
    await this.#made?.[Symbol.asyncDispose]();
    await this.#forge?.close();
  }

  /** Another window on the same directory. */
  open(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
    const parsed = (text: string) => {
      const found = parseTrustedKey(text);
      assert.ok(found.ok);
      return found.key;
    };
    const ports = {
      token: () => Promise.resolve(DEMO_TOKENS.alice),
      trust: () => createTrust(this.keys.map(parsed), this.require),
    };
    return makeEngine(this.directory(), ports, options);
  }

  async listed(repo: string, name = 'tool.txt', refresh = false): Promise<Asset> {
    const source = { kind: 'release', owner: 'ladder', repo } as const;
    const { value } = await this.engine.version(this.forge.url, source, 'v1.0.0', { refresh });
    const asset = value.assets.find((one) => one.name === name);
    assert.ok(asset);
    return asset;
  }

  bytesOf(repo: string): Buffer {
    const repository = this.forge.content.repositories.find(({ owner, name }) => owner === 'ladder' && name === repo);
    const body = repository?.releases[0]?.assets.find(({ name }) => name === 'tool.txt')?.body;
    assert.ok(Buffer.isBuffer(body));
    return body;
  }

  async kindOf(asset: Asset): Promise<string> {
    return (await this.engine.obtain(asset)).record.evidence.kind;
  }

  loseEvidence(): Promise<void> {
    return rm(join(this.directory(), 'cache-v1', 'evidence'), { recursive: true, force: true });
  }
}

export function useLadder(): LadderRig {
  const rig = new LadderRig();
  beforeEach(() => rig.start());
  afterEach(() => rig.stop());
  return rig;
}

export async function refusal<C extends EngineError['code']>(work: Promise<unknown>, code: C): Promise<EngineError<C>> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(isEngineError(error, code), `${String(error)}, wanted ${code}`);
  return error;
}
