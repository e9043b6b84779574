import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors.ts';
import { findTag, findVersion } from '../../../../src/engine/project/findVersion.ts';
import type { WantedVersion } from '../../../../src/engine/project/findVersion.ts';
import { FakeUpstream, INSTANCE, SAW, makeVersion } from '../../../support/projectRig.ts';

describe('findVersion', () => {
  const wanted = (range: string): WantedVersion => ({ instance: INSTANCE, source: SAW, range });
  const upstream = (): FakeUpstream =>
    new FakeUpstream(makeVersion('v1.1.0', []), makeVersion('v1.0.0', []), makeVersion('1.x', []));

  for (const [range, tag, asked] of [
    ['v1.0.0', 'v1.0.0', ['version v1.0.0']],
    ['=v1.0.0', 'v1.0.0', ['version =v1.0.0', 'version v1.0.0']],
    ['1.x', '1.x', ['version 1.x']],
    ['1.0.0', 'v1.0.0', ['version 1.0.0', 'versions']],
    ['^1.0', 'v1.1.0', ['versions']],
    ['>=1 <2', 'v1.1.0', ['versions']],
    ['1.1', 'v1.1.0', ['versions']],
    ['latest', 'v1.1.0', ['versions']],
  ] as const) {
    it(`requests ${asked.join(', ')} for ${range}`, async () => {
      const ports = upstream();
      const { version } = await findVersion(wanted(range), ports);
      assert.equal(version.version, tag);
      assert.deepEqual(ports.asked, asked);
    });
  }

  it('does not mistake a draft for a tag', async () => {
    const ports = new FakeUpstream(makeVersion('v1.0.0', [], { draft: true }));
    await assert.rejects(findTag(wanted('v1.0.0'), ports), { code: 'noVersion' });
  });

  it('does not mistake a failure for a missing tag', async () => {
    const away = new EngineError('network', 'no', { host: 'git.example.org' });
    const ports = Object.assign(upstream(), { version: () => Promise.reject(away) });
    await assert.rejects(findTag(wanted('v1.0.0'), ports), (error) => error === away);
  });

  it('finds versions of packages in their list, which is complete', async () => {
    const ports = upstream();
    const source = { kind: 'genericPackage', owner: 'tools', package: 'saw' } as const;
    assert.equal((await findTag({ ...wanted('v1.0.0'), source }, ports)).tag, 'v1.0.0');
    assert.deepEqual(ports.asked, ['versions']);
  });

  it('reports how far the list was read, whether it finds a version or not', async () => {
    const { versionsThere } = upstream();
    const ports = Object.assign(upstream(), { versions: async () => ({ versions: versionsThere, cutAt: 3 }) });
    const { tag, cutAt, skipped } = await findTag(wanted('^1'), ports);
    assert.deepEqual({ tag, cutAt, skipped }, { tag: 'v1.1.0', cutAt: 3, skipped: [] });
    await assert.rejects(findTag(wanted('^9'), ports), {
      code: 'noVersion',
      facts: {
        tool: 'saw',
        range: '^9',
        why: 'outOfRange',
        nearest: ['v1.1.0', 'v1.0.0'],
        cutAt: 3,
      },
    });
  });
});
