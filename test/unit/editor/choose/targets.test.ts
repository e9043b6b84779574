import assert from 'node:assert/strict';
import { copyLink, copySha256, digestLines, knownSha256 } from '../../../../src/editor/commands/copy.ts';
import { evictDetail, freedBytes } from '../../../../src/editor/commands/evict.ts';
import { openInBrowser } from '../../../../src/editor/commands/openInBrowser.ts';
import { todaySentence } from '../../../../src/editor/commands/showDownloadsToday.ts';
import { toNode } from '../../../../src/editor/choose/nodeSchemas.ts';
import { assetOf, recordsOf } from '../../../../src/editor/choose/recordTargets.ts';
import { assetsOf, nodesOf } from '../../../../src/editor/choose/targets.ts';
import type { Services } from '../../../../src/editor/services.ts';
import type { TreeNode } from '../../../../src/editor/tree/nodes.ts';
import { recordKey } from '../../../../src/engine/index.ts';
import type { Asset } from '../../../../src/engine/index.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeRecord } from '../../../support/records.ts';

const BASE = 'https://git.example.org/forge/';
const row = (asset: Asset): TreeNode => ({
  kind: 'asset',
  id: asset.name,
  parent: undefined,
  asset,
  label: asset.name,
  key: recordKey(asset),
});
const one = makeAsset({ name: 'one', instance: BASE });
const two = makeAsset({ name: 'two', instance: BASE, digests: { sha256: 'ab'.repeat(32) } });

function services(
  selected: readonly TreeNode[] = [],
  records = [makeRecord({})],
  cache: { readonly selection: readonly unknown[]; readonly chosenAt: number } = { selection: [], chosenAt: 0 },
): Services {
  return {
    ui: new FakeUi(),
    tree: { selection: selected, chosenAt: 1 },
    cacheTree: cache,
    engine: { get: () => ({ cache: { list: async () => records, partials: async () => [] } }) },
    instances: { get: (base: string) => (base === BASE ? {} : undefined) },
  } as unknown as Services;
}

describe('targets of a command', () => {
  it('is the selection when the row belongs to it, else the row', () => {
    const [a, b] = [row(one), row(two)];
    assert.deepEqual(nodesOf(services(), [a, [a, b]]), [toNode(a), toNode(b)]);
    assert.deepEqual(nodesOf(services(), [a, [b]]), [toNode(a)]);
    assert.deepEqual(nodesOf(services(), [a]), [toNode(a)]);
  });

  it('is the selection when no row is passed', () => {
    const a = row(one);
    assert.deepEqual(nodesOf(services([a]), []), [toNode(a)]);
  });

  it('is the selection of the view where a row was selected last', () => {
    const [a, b] = [row(one), row(two)];
    const withCache = (chosenAt: number, selection = [b]): Services => services([a], [], { selection, chosenAt });
    assert.deepEqual(nodesOf(withCache(2), []), [toNode(b)]);
    assert.deepEqual(nodesOf(withCache(0), []), [toNode(a)]);
    assert.deepEqual(nodesOf(withCache(2, []), []), [toNode(a)], 'a view without a selection does not count');
  });

  it('accepts a bare asset and ignores anything else', () => {
    assert.deepEqual(
      nodesOf(services(), [one]).map((node) => node.kind),
      ['asset'],
    );
    for (const odd of [null, 7, 'x', {}, { kind: 'asset' }, { kind: 'asset', asset: { name: 'x' } }, { kind: 'rm' }]) {
      assert.deepEqual(nodesOf(services([row(two)]), [odd, [odd]]), [], JSON.stringify(odd));
    }
  });

  it('contains each file once, and those of a version as they were listed', async () => {
    const release = { assets: [one, two, makeAsset({ instance: 'https://evil.example/' }), 7] };
    const version = {
      kind: 'version',
      instance: BASE,
      source: one.source,
      version: 'v1',
      release,
    } as unknown as TreeNode;
    const found = await assetsOf(services(), [row(one), version]);
    assert.deepEqual(
      found.map(({ name }) => name),
      ['one', 'two'],
    );
  });

  it('finds the cached file by its key and trusts nothing else in a row', async () => {
    const record = makeRecord({ id: 'real', name: 'real' });
    const forged = { kind: 'cacheFile', id: 'x', parent: undefined, record: { ...record, name: 'forged' } } as never;
    const [found] = await recordsOf(services([], [record, makeRecord({ id: 'other' })]), [forged]);
    assert.equal(found?.name, 'real');
    assert.equal(assetOf(record).upstreamId, record.upstreamId);
  });
});

describe('pages of rows', () => {
  const source = { kind: 'release', owner: 'al ice', repo: 'tool' } as const;
  const base = { id: 'x', parent: undefined, instance: BASE };
  const cases: readonly (readonly [unknown, string])[] = [
    [{ ...base, kind: 'instance' }, ''],
    [{ ...base, kind: 'owner', owner: 'al ice' }, 'al%20ice'],
    [{ ...base, kind: 'repository', owner: 'alice', repo: 'tool' }, 'alice/tool/releases'],
    [{ ...base, kind: 'packages', owner: 'alice' }, 'alice/-/packages'],
    [{ ...base, kind: 'package', package: { owner: 'alice', name: 'sdk' } }, 'alice/-/packages/generic/sdk'],
    [{ ...base, kind: 'version', source, version: 'a/b' }, 'al%20ice/tool/releases/tag/a%2Fb'],
    [row(makeAsset({ instance: BASE })), 'alice/tool/releases/tag/v1'],
    [{ kind: 'cacheFile', record: makeRecord({ instance: BASE }) }, 'alice/tool/releases/tag/v1'],
  ];
  for (const [node, path] of cases) {
    it(`opens only pages below the configured address: ${path || 'the instance itself'}`, async () => {
      const fake = services([], [makeRecord({ instance: BASE })]);
      await openInBrowser(fake, node);
      assert.deepEqual((fake.ui as FakeUi).opened, [`${BASE}${path}`]);
    });
  }

  it('opens nothing on an instance that is not configured, whatever the row claims', async () => {
    const fake = services();
    const elsewhere = ['javascript:alert(1)', 'file:///etc/passwd', 'https://evil.example/', 'nonsense', ''];
    for (const instance of elsewhere) {
      const rows = [
        ...cases.slice(0, 6).map(([node]) => ({ ...(node as object), instance })),
        row(makeAsset({ instance })),
        { kind: 'cacheInstance', instance, records: [], partials: [] },
      ];
      for (const bad of rows) await assert.rejects(openInBrowser(fake, bad), { code: 'unknownInstance' });
    }
    assert.deepEqual((fake.ui as FakeUi).opened, []);
  });

  it('opens the page of the file on disk, whatever else a row of the cache view claims', async () => {
    const record = makeRecord({ instance: BASE });
    const fake = services([], [record]);
    await openInBrowser(fake, { kind: 'cacheFile', record: { ...record, instance: 'https://evil.example/' } });
    assert.deepEqual((fake.ui as FakeUi).opened, [`${BASE}alice/tool/releases/tag/v1`]);
  });

  it('opens each page once', async () => {
    const fake = services();
    const rows = [row(one), row(two)];
    await openInBrowser(fake, rows[0], rows);
    assert.equal((fake.ui as FakeUi).opened.length, 1);
  });
});

describe('copied text', () => {
  it('is one address a line, without a token', async () => {
    const fake = services();
    const rows = [row(one), row(two)];
    await copyLink(fake, rows[0], rows);
    assert.deepEqual((fake.ui as FakeUi).copied, [
      `${BASE}attachments/uuid%20of%20one\n${BASE}attachments/uuid%20of%20two`,
    ]);
  });

  it('is the digest of the cached file, else the listed one, else a message that it is unknown', async () => {
    const record = makeRecord({ key: recordKey(one), upstreamId: one.upstreamId });
    assert.deepEqual(knownSha256([one, two], [record]), [
      { name: 'one', sha256: record.sha256 },
      { name: 'two', sha256: 'ab'.repeat(32) },
    ]);
    assert.deepEqual(knownSha256([one], [{ ...record, upstreamId: 'other' }]), []);
    const fake = services();
    await copySha256(fake, row(one));
    assert.deepEqual((fake.ui as FakeUi).copied, []);
    assert.match((fake.ui as FakeUi).texts('inform')[0] ?? '', /gives no digest for one\. Download it/);
  });

  it('is a list that sha256sum reads when there are several', () => {
    assert.equal(digestLines([{ name: 'a', sha256: 'aa' }]), 'aa');
    assert.equal(
      digestLines([
        { name: 'a', sha256: 'aa' },
        { name: '../b', sha256: 'bb' },
      ]),
      'aa  a\nbb  b',
    );
  });
});

describe('freed space', () => {
  const a = makeRecord({ id: 'a', sizeBytes: 100 });
  const same = makeRecord({ id: 'b', sizeBytes: 100, sha256: a.sha256 });
  const other = makeRecord({ id: 'c', sizeBytes: 7, kept: true });

  it('counts shared bytes once, and not those that another file still needs', () => {
    assert.equal(freedBytes({ records: [a], partials: [] }, [a, same, other]), 0);
    assert.equal(freedBytes({ records: [a, same], partials: [] }, [a, same, other]), 100);
    assert.equal(freedBytes({ records: [a, same, other], partials: [] }, [a, same, other]), 107);
    assert.equal(freedBytes({ records: [{ ...a, absence: { kind: 'gone' } }], partials: [] }, [a]), 0);
  });

  it('says how many of them the user keeps', () => {
    assert.match(
      evictDetail({ records: [a, other], partials: [] }, 107, { locked: [a], gone: [] }),
      /frees 107 B\. You keep 1 of them in the cache\. Needed by the lock of an open folder: [^ ]+\. What the/,
    );
  });
});

describe('sentences', () => {
  it("names each instance with today's downloads, and that there is no limit", () => {
    const resetsAt = Date.UTC(2026, 10, 25);
    const used = { name: 'A', count: 2, limit: 200, resetsAt };
    assert.match(
      todaySentence([used, { ...used, name: 'B', count: 0 }], resetsAt - 3 * 36e5),
      /A 2 of 200, B 0 of 200\. .* \(in 3 h\)\.$/,
    );
    assert.equal(todaySentence([{ ...used, limit: 0 }], 0), 'Downloads today: A 2. You set no limit.');
    assert.equal(todaySentence([], 0), 'No instance is configured.');
  });
});
