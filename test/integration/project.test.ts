import assert from 'node:assert/strict';
import { chmod, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { putTool } from '../../src/engine/project/editProject.ts';
import { withTool } from '../../src/engine/project/updateTool.ts';
import { toTrustedKeys } from '../../src/engine/verify/trustedKey.ts';
import {
  EMPTY_LOCK,
  writeProjectFiles,
  isEngineError,
  parseTrustedKey,
  projectPaths,
  readLock,
  readProjectFiles,
  systemClock,
} from '../../src/engine/index.ts';
import type { Engine, Lock, Restored, ToolSpec, ToolUpdate, Trust, Version } from '../../src/engine/index.ts';
import { DEMO_KEYS } from '../support/forge/demo/keys.ts';
import { DEMO_TOKENS, demoContent } from '../support/forge/demoContent.ts';
import { startForge } from '../support/forge/forge.ts';
import type { Forge } from '../support/forge/forge.ts';
import { MACHINES } from '../support/machines.ts';
import { useTempDir } from '../support/tempDir.ts';
import { makeEngine } from '../support/testEngine.ts';
import type { TestEngine } from '../support/testEngine.ts';
import { itWith } from '../support/thisSystem.ts';

const GREET = { kind: 'release', owner: 'workshop', repo: 'greet' } as const;
const LINUX = { owner: 'workshop', repo: 'greet', tag: 'v1.0.0', name: 'greet-1.0.0-linux-x64.tar.gz' };

describe('a workspace file and its lock', () => {
  const directory = useTempDir();
  let forge: Forge;
  let made: TestEngine;
  let engine: Engine;
  const minisign = parseTrustedKey(DEMO_KEYS.minisign.text);
  const keys = toTrustedKeys(minisign.ok ? [minisign.key] : []);
  const trust = (): Trust => ({ keys, require: 'any', id: 'demo' });

  beforeEach(async () => {
    forge = await startForge({ content: demoContent() });
    await open('cache');
  });
  afterEach(async () => {
    await made[Symbol.asyncDispose]();
    await forge.close();
  });

  /** Opens an engine with its own cache. Another name simulates another machine. */
  async function open(cache: string): Promise<void> {
    const token = (): Promise<string> => Promise.resolve(DEMO_TOKENS.alice);
    made = await makeEngine(join(directory(), cache), { token, trust });
    ({ engine } = made);
  }

  const listed = async (tag: string): Promise<Version> =>
    (await engine.version(forge.url, GREET, tag, { refresh: true })).value;
  const greet = (version = '1.0.0'): ToolSpec => ({ instance: forge.url, source: GREET, version });

  async function update(name: string, spec: ToolSpec, lock?: Lock): Promise<ToolUpdate> {
    const [result] = await engine.lock({ tools: new Map([[name, spec]]) }, { lock });
    assert.ok(result);
    if (!result.ok) throw result.error;
    return result.update;
  }
  async function lockGreet(version?: string): Promise<Lock> {
    return withTool(EMPTY_LOCK, 'greet', (await update('greet', greet(version))).after);
  }

  const bring = (lock: Lock): Promise<readonly Restored[]> =>
    engine.restore(lock, { machine: MACHINES['linux-x64-gnu'], folder: directory() });
  const program = (restored: Extract<Restored, { ok: true }>): Promise<string> =>
    readFile(restored.installed.executables[0]?.path ?? '', 'utf8');

  async function failureOf(lock: Lock): Promise<unknown> {
    const [result] = await bring(lock);
    assert.ok(result && !result.ok, 'the file was restored');
    return result.error;
  }

  const downloads = (): readonly string[] =>
    forge.requests.map(({ path }) => path).filter((path) => path.includes('/attachments/'));

  it('locks every platform by the signed list, which is fetched once, and no file itself', async () => {
    const lock = await lockGreet();
    const tool = lock.tools.get('greet');
    assert.deepEqual(
      [...(tool?.platforms ?? [])],
      [
        ['linux-x64', 'greet-1.0.0-linux-x64.tar.gz'],
        ['linux-x64-musl', 'greet-1.0.0-linux-x64.tar.gz'],
        ['linux-arm64', 'greet-1.0.0-linux-arm64.tar.gz'],
        ['linux-arm64-musl', 'greet-1.0.0-linux-arm64.tar.gz'],
        ['darwin-x64', 'greet-1.0.0-darwin-x64.tar.gz'],
        ['darwin-arm64', 'greet-1.0.0-darwin-arm64.tar.gz'],
        ['win32-x64', 'greet-1.0.0-windows-x64.tar.gz'],
      ],
    );
    const linux = tool?.assets.get(LINUX.name);
    assert.deepEqual(linux?.evidence, {
      kind: 'signature',
      file: 'SHA256SUMS',
      keyId: DEMO_KEYS.minisign.keyId,
      from: 'promise',
    });
    const { assets } = await listed('v1.0.0');
    assert.equal(linux.upstreamId, assets.find(({ name }) => name === LINUX.name)?.upstreamId);
    assert.equal(downloads().length, 2, 'the list and its signature');
  });

  it("locks by the registry's digest, or by the bytes if no digest is promised", async () => {
    const source = { kind: 'release', owner: 'ladder', repo: 'rung-none' } as const;
    const spec: ToolSpec = { instance: forge.url, source, version: 'latest', asset: { any: 'tool.txt' } };
    const { after: tool } = await update('rung', spec);
    assert.deepEqual(tool.assets.get('tool.txt')?.evidence, { kind: 'none', from: 'bytes' });
    assert.equal(downloads().length, 1);
    const registry = { kind: 'genericPackage', owner: 'ladder', package: 'rung-registry' } as const;
    const { after: packaged } = await update('rung', { ...spec, source: registry });
    const locked = packaged.assets.get('tool.txt');
    assert.deepEqual(locked?.evidence, { kind: 'server', from: 'promise' });
    assert.equal(locked.upstreamId, locked.sha256);
    assert.equal(downloads().length, 1);
  });

  it('does not lock a file if two sources contradict each other', async () => {
    for (const source of [
      { kind: 'release', owner: 'ladder', repo: 'wrong-between-checksums' },
      { kind: 'release', owner: 'ladder', repo: 'wrong-list-signature' },
      { kind: 'genericPackage', owner: 'ladder', package: 'wrong-registry' },
    ] as const) {
      const spec: ToolSpec = { instance: forge.url, source, version: 'latest', asset: { any: 'tool.txt' } };
      await assert.rejects(update('rung', spec), (error) => isEngineError(error, 'integrity'));
    }
  });

  itWith('links', 'goes from a file to a lock to a tool that works, on one machine and on the next', async () => {
    const { file, lock: lockPath } = projectPaths(directory());
    await writeFile(file, putTool(undefined, 'greet', greet('^1')));
    const from = await readProjectFiles(directory());
    assert.ok(from.project);
    const [result] = await engine.lock(from.project);
    assert.ok(result?.ok, String(result && !result.ok && result.error));
    await writeProjectFiles(directory(), { from, updates: [result.update], dropped: [] }, systemClock);
    await made[Symbol.asyncDispose]();

    await open('cache of somebody else');
    const lock = await readLock(lockPath);
    assert.ok(lock);
    const [restored] = await bring(lock);
    assert.ok(restored?.ok, String(restored && !restored.ok && restored.error));
    assert.match(await program(restored), /echo "greet 1\.1\.0"/);
    assert.equal(restored.cached.record.evidence.kind, 'signature');
    assert.equal(restored.cached.record.sha256, restored.planned.locked.sha256);
  });

  it('fetches a file again that changed in the cache unnoticed, and restores it', async () => {
    const lock = await lockGreet();
    const [first] = await bring(lock);
    assert.ok(first?.ok);
    const { path } = first.cached;
    const { atime, mtime } = await stat(path);
    await chmod(path, 0o644);
    await writeFile(path, Buffer.alloc(first.cached.record.sizeBytes, 'x'));
    await utimes(path, atime, mtime);
    await engine.installer.uninstall(first.installed.tool);
    const [again] = await bring(lock);
    assert.ok(again?.ok);
    assert.equal(again.cached.fromCache, false);
    assert.equal(again.installed.asset.sha256, first.installed.asset.sha256);
  });

  itWith('links', 'restores without a connection what is in the cache', async () => {
    const lock = await lockGreet();
    const [first] = await bring(lock);
    assert.ok(first?.ok, String(first && !first.ok && first.error));
    await made[Symbol.asyncDispose]();
    await open('cache');
    const asked = forge.requests.length;
    await forge.close();
    const [again] = await bring(lock);
    assert.ok(again?.ok, String(again && !again.ok && again.error));
    assert.equal(again.cached.fromCache, true);
    assert.equal(await program(again), await program(first));
    assert.equal(forge.requests.length, asked);
  });

  it('refuses to restore a replaced file, and names both', async () => {
    const lock = await lockGreet();
    const before = lock.tools.get('greet')?.assets.get(LINUX.name)?.upstreamId;
    forge.replaceAttachment(LINUX, Buffer.from('other bytes'));
    const error = await failureOf(lock);
    assert.ok(isEngineError(error, 'lockMismatch'), String(error));
    const now = (await listed('v1.0.0')).assets.find(({ name }) => name === LINUX.name)?.upstreamId;
    assert.deepEqual(error.facts, { tool: 'greet', asset: LINUX.name, before, now });
    assert.deepEqual(await engine.installer.list(), []);
  });

  it('refuses other bytes under the same id, and reports all evidence', async () => {
    const lock = await lockGreet();
    const locked = lock.tools.get('greet')?.assets.get(LINUX.name);
    forge.faults.add({ kind: 'flip', atByte: 7, path: new RegExp(`${locked?.upstreamId}`) });
    const error = await failureOf(lock);
    assert.ok(isEngineError(error, 'lockMismatch'), String(error));
    assert.equal(error.facts.before, locked?.sha256);
    assert.match(error.facts.now, /^[0-9a-f]{64}$/);
    assert.notEqual(error.facts.now, locked?.sha256);
    assert.ok(isEngineError(error.cause, 'integrity'));
    assert.ok(error.cause.facts.quarantinePath);
    assert.deepEqual(await engine.installer.list(), []);
  });

  it('refuses to restore a file with a bad signature', async () => {
    const lock = await lockGreet();
    await made[Symbol.asyncDispose]();
    await open('cache of somebody else');
    const signature = DEMO_KEYS.minisign.sign('SHA256SUMS', Buffer.from('another list'));
    forge.replaceAttachment({ ...LINUX, name: 'SHA256SUMS.minisig' }, signature);
    const error = await failureOf(lock);
    assert.ok(isEngineError(error, 'integrity'), String(error));
    assert.equal(error.facts.source, 'signature');
    assert.deepEqual(await engine.installer.list(), []);
  });

  it('checks a lock without downloading and names replaced, missing and newer files', async () => {
    const lock = await lockGreet('^1.0');
    const { after } = await update('greet', greet('v1.0.0'));
    const older = withTool(EMPTY_LOCK, 'greet', { ...after, requested: '^1.0' });
    forge.replaceAttachment(LINUX, Buffer.from('other bytes'));
    forge.removeAttachment({ ...LINUX, name: 'greet-1.0.0-darwin-x64.tar.gz' });
    const before = downloads().length;
    const [found] = await engine.check(older);
    assert.ok(found?.ok);
    assert.equal(found.newer, 'v1.1.0');
    const states = Object.fromEntries(found.assets.map((asset) => [asset.name, asset.state]));
    assert.equal(states[LINUX.name], 'replaced');
    assert.equal(states['greet-1.0.0-darwin-x64.tar.gz'], 'missing');
    assert.equal(states['greet-1.0.0-linux-arm64.tar.gz'], 'same');
    const [current] = await engine.check(lock);
    assert.ok(current?.ok);
    assert.equal(current.newer, undefined);
    assert.ok(current.assets.every(({ state }) => state === 'same'));
    assert.equal(downloads().length, before);
  });

  it('shows both sides of an update before anything is written', async () => {
    const lock = await lockGreet();
    const { before, after, changes } = await update('greet', greet('^1'), lock);
    assert.equal(before?.version, 'v1.0.0');
    assert.equal(after.version, 'v1.1.0');
    const [linux] = changes;
    assert.equal(linux?.platform, 'linux-x64');
    assert.equal(linux.before?.name, LINUX.name);
    assert.equal(linux.after?.name, 'greet-1.1.0-linux-x64.tar.gz');
    assert.notEqual(linux.before.asset.sha256, linux.after.asset.sha256);
    assert.equal(linux.after.asset.evidence.kind, 'signature');
  });

  it('reports a missing package, never one without versions', async () => {
    const source = { kind: 'genericPackage', owner: 'ladder', package: 'nothing' } as const;
    await assert.rejects(update('x', { ...greet(), source }), (error) => {
      assert.ok(isEngineError(error, 'notFound'));
      assert.equal(error.facts.what, 'package');
      return true;
    });
  });

  it('stops at an abort', async () => {
    const lock = await lockGreet();
    const stop = new AbortController();
    forge.faults.add({ kind: 'stall', afterBytes: 10, path: /attachments/ });
    const running = engine.restore(lock, {
      machine: MACHINES['linux-x64-gnu'],
      folder: directory(),
      signal: stop.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes > 0) stop.abort(new DOMException('enough', 'AbortError'));
      },
    });
    await assert.rejects(running, /enough/);
    assert.deepEqual(await engine.installer.list(), []);
  });
});
