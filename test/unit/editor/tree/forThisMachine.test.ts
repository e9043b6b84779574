import assert from 'node:assert/strict';
import { filesFor } from '../../../../src/editor/tree/forThisMachine.ts';
import { inOrder } from '../../../../src/editor/tree/fileKind.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import type { Machine } from '../../../../src/engine/index.ts';

const LINUX: Machine = { os: 'linux', arch: 'x64', emulates: [], libc: 'gnu', glibcVersion: '2.36' };
const MAC: Machine = { os: 'darwin', arch: 'arm64', emulates: ['x64'], libc: undefined, glibcVersion: undefined };
const RELEASE = { source: { kind: 'release', owner: 'tools', repo: 'tool' }, version: 'v1.0.0' } as const;
const NAMES = [
  'SHA256SUMS',
  'tool-1.0.0-darwin-arm64.tar.gz',
  'tool-1.0.0-linux-arm64.tar.gz',
  'tool-1.0.0-linux-x64.tar.gz',
  'tool-1.0.0-windows-x64.zip',
];
const assets = (names: readonly string[]) => names.map((name) => makeAsset({ name }));

describe('filesFor', () => {
  it('picks the file for the machine, and says why', async () => {
    const { pick } = await filesFor(LINUX, RELEASE, assets(NAMES));
    assert.equal(pick?.name, 'tool-1.0.0-linux-x64.tar.gz');
    assert.match(pick.reason, /linux/i);
    assert.equal((await filesFor(MAC, RELEASE, assets(NAMES))).pick?.name, 'tool-1.0.0-darwin-arm64.tar.gz');
  });

  it('is empty while the machine is unknown, for names without a platform, and if nothing runs', async () => {
    assert.deepEqual(await filesFor(undefined, RELEASE, assets(NAMES)), { names: [], pick: undefined });
    assert.deepEqual((await filesFor(LINUX, RELEASE, assets(['notes.txt', 'data.bin']))).pick, undefined);
    assert.deepEqual(await filesFor(LINUX, RELEASE, assets(['tool-windows-x64.zip'])), { names: [], pick: undefined });
  });
});

describe('inOrder with a pick', () => {
  it('puts files for this machine first and checksums and signatures last', async () => {
    const files = assets(NAMES);
    const { names } = await filesFor(LINUX, RELEASE, files);
    const ordered = inOrder(files, names).map(({ name }) => name);
    assert.equal(ordered[0], 'tool-1.0.0-linux-x64.tar.gz');
    assert.equal(ordered.at(-1), 'SHA256SUMS');
    assert.equal(ordered.length, NAMES.length);
  });
});
