import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decodeProject } from '../../../../src/engine/project/decodeProject.ts';
import { decodeLock } from '../../../../src/engine/project/lockText.ts';
import { PLATFORM_KEYS } from '../../../../src/engine/project/platforms.ts';
import { fits } from '../../../support/jsonSchema.ts';
import type { JsonSchema } from '../../../support/jsonSchema.ts';

const read = (name: string): JsonSchema => JSON.parse(readFileSync(`media/schemas/${name}`, 'utf8')) as JsonSchema;
const PROJECT = read('forgejo-artifacts.schema.json');
const LOCK = read('forgejo-artifacts.lock.schema.json');

function isRead(decode: (text: string, path: string) => unknown, value: unknown): boolean {
  try {
    decode(JSON.stringify(value), 'f');
    return true;
  } catch {
    return false;
  }
}

const instance = 'https://git.example.org';
const saw = { instance, release: 'tools/saw', version: '^1.4' };
const withSaw = (fields: object): object => ({ tools: { saw: { ...saw, ...fields } } });

const GOOD_PROJECTS: readonly unknown[] = [
  { tools: {} },
  { $schema: 'x', '//': ['any', 'thing'], instance, tools: { '//': 1, saw } },
  { instance: 'git.example.org/forge', tools: { 'saw-2.x_Y': { package: 'a/b', version: 'latest' } } },
  withSaw({ asset: 'saw-{version}-*' }),
  withSaw({ asset: { 'linux-x64': 'a', any: 'b', '//': 'why' } }),
  withSaw({ asset: Object.fromEntries(PLATFORM_KEYS.map((key) => [key, 'x'])) }),
  withSaw({ executables: ['saw', 'saw two.exe'], $note: null }),
  withSaw({ version: '>=1 <2 || 3' }),
  { tools: {}, platforms: ['linux-x64', 'darwin-arm64'] },
  { tools: {}, minimumAge: '3d' },
  { tools: {}, minimumAge: ' 12 H ' },
  { tools: {}, minimumAge: '0' },
];

const BAD_PROJECTS: readonly unknown[] = [
  [],
  'tools',
  null,
  {},
  { tools: [] },
  { tools: null },
  { tools: {}, tool: {} },
  { tools: {}, platforms: [] },
  { tools: {}, platforms: ['any'] },
  { tools: {}, platforms: 'linux-x64' },
  { tools: {}, minimumAge: 3 },
  { tools: {}, minimumAge: '3' },
  { tools: {}, minimumAge: '' },
  withSaw({ minimumAge: '3d' }),
  { tools: {}, instance: 7 },
  { tools: {}, instance: 'two words' },
  { tools: { saw: [] } },
  { tools: { saw: null } },
  { tools: { '../saw': saw } },
  { tools: { '.saw': saw } },
  { tools: { '': saw } },
  { tools: { ['s'.repeat(65)]: saw } },
  { tools: { saw: { instance, version: '1' } } },
  { tools: { saw: { instance, release: 'a/b' } } },
  withSaw({ package: 'a/b' }),
  withSaw({ release: 'saw' }),
  withSaw({ release: 'a/b/c' }),
  withSaw({ release: 'a /b' }),
  withSaw({ version: 1 }),
  withSaw({ version: '' }),
  withSaw({ version: ' 1' }),
  withSaw({ version: '1\n' }),
  withSaw({ verison: '1' }),
  withSaw({ asset: '' }),
  withSaw({ asset: {} }),
  withSaw({ asset: ['x'] }),
  withSaw({ asset: { linux: 'x' } }),
  withSaw({ asset: { any: 7 } }),
  withSaw({ executables: [] }),
  withSaw({ executables: 'saw' }),
  withSaw({ executables: ['bin/saw'] }),
  withSaw({ executables: ['..'] }),
  withSaw({ executables: ['bin\\saw'] }),
];

const locked = {
  upstreamId: 'u',
  storage: 'attachment',
  sha256: 'a'.repeat(64),
  evidence: { kind: 'none', from: 'bytes' },
};
const lockedSaw = {
  instance,
  release: 'tools/saw',
  version: 'v1.4.0',
  requested: '^1.4',
  assets: { f: locked },
  platforms: { any: 'f' },
};
const lockWith = (fields: object): object => ({ lockVersion: 1, tools: { saw: { ...lockedSaw, ...fields } } });
const assetWith = (fields: object): object => lockWith({ assets: { f: { ...locked, ...fields } } });

const GOOD_LOCKS: readonly unknown[] = [
  { lockVersion: 1, tools: {} },
  lockWith({}),
  lockWith({ only: ['linux-x64'] }),
  lockWith({ executables: ['saw'], asset: 'saw-*', more: 'of a later program' }),
  lockWith({ asset: { any: 'saw-*' }, platforms: Object.fromEntries(PLATFORM_KEYS.map((key) => [key, 'f'])) }),
  assetWith({ sizeBytes: 0, externalUrl: 'https://cdn.example/f' }),
  assetWith({ evidence: { kind: 'signature', from: 'promise', file: 'SHA256SUMS', keyId: 'k' } }),
];

const BAD_LOCKS: readonly unknown[] = [
  [],
  { tools: {} },
  { lockVersion: '1', tools: {} },
  { lockVersion: 2, tools: {} },
  { lockVersion: 1, tools: [] },
  lockWith({ instance: 1 }),
  lockWith({ package: 'a/b' }),
  lockWith({ release: undefined }),
  lockWith({ requested: undefined }),
  lockWith({ only: ['beos'] }),
  lockWith({ assets: [] }),
  lockWith({ platforms: { beos: 'f' } }),
  lockWith({ platforms: { any: 1 } }),
  assetWith({ sha256: 'A'.repeat(64) }),
  assetWith({ sha256: 'a'.repeat(63) }),
  assetWith({ sizeBytes: -1 }),
  assetWith({ sizeBytes: 1.5 }),
  assetWith({ storage: 'elsewhere' }),
  assetWith({ upstreamId: '' }),
  assetWith({ evidence: { kind: 'hearsay', from: 'bytes' } }),
  assetWith({ evidence: undefined }),
];

describe('JSON schemas for editors', () => {
  const agree =
    (schema: JsonSchema, decode: typeof decodeProject | typeof decodeLock, good: boolean) => (value: unknown) => {
      const text = JSON.stringify(value);
      assert.equal(isRead(decode, value), good, `the decoder ${good ? 'refuses' : 'takes'} ${text}`);
      assert.equal(fits(JSON.parse(text) as unknown, schema), good, `the schema ${good ? 'refuses' : 'takes'} ${text}`);
    };

  it('accept the workspace files that the program accepts', () =>
    GOOD_PROJECTS.forEach(agree(PROJECT, decodeProject, true)));
  it('refuse the workspace files that the program refuses', () =>
    BAD_PROJECTS.forEach(agree(PROJECT, decodeProject, false)));
  it('accept the locks that the program accepts', () => GOOD_LOCKS.forEach(agree(LOCK, decodeLock, true)));
  it('refuse the locks that the program refuses', () => BAD_LOCKS.forEach(agree(LOCK, decodeLock, false)));

  it('know the same platforms', () => {
    const text = JSON.stringify(PLATFORM_KEYS);
    assert.ok(JSON.stringify(PROJECT).includes(text));
    assert.ok(JSON.stringify(LOCK).includes(text));
  });

  it('leave to the program what no schema can express, and mark no valid file as wrong', () => {
    for (const value of [
      { tools: { nul: saw } },
      { tools: { saw: { release: 'a/b', version: '1' } } },
      withSaw({ instance: 'http://git.example.org' }),
      withSaw({ executables: ['con.exe'] }),
    ]) {
      assert.equal(fits(value, PROJECT), true);
      assert.equal(isRead(decodeProject, value), false);
    }
  });

  it('are contributed to the editor under the names of the files, and packed', () => {
    const { contributes, files } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { jsonValidation: unknown };
      files: readonly string[];
    };
    assert.deepEqual(contributes.jsonValidation, [
      { fileMatch: 'forgejo-artifacts.json', url: './media/schemas/forgejo-artifacts.schema.json' },
      { fileMatch: 'forgejo-artifacts.lock.json', url: './media/schemas/forgejo-artifacts.lock.schema.json' },
    ]);
    assert.ok(files.includes('media/schemas'));
  });
});
