import assert from 'node:assert/strict';
import type { AssetRecord, PartialDownload } from '../../../../src/engine/index.ts';
import type { CacheFileNode, CachePartialNode, FilesOnDisk } from '../../../../src/editor/cacheView/cacheNodes.ts';
import { usageOf, viewOfCache } from '../../../../src/editor/cacheView/cacheNodeView.ts';
import type { CacheFacts } from '../../../../src/editor/cacheView/cacheNodeView.ts';
import {
  fileNodes,
  groupByInstance,
  groupByVersion,
  sizeOnDisk,
} from '../../../../src/editor/cacheView/groupRecords.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeEvidence, makeRecord } from '../../../support/records.ts';
import { makePartial } from '../../../support/partialDownload.ts';

/** Files are shown by their full names here. */
const NO_LABELS = new Map();

const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;
const MB = 1024 ** 2;
const OLD = 'https://old.example/';

function facts(rest: Partial<CacheFacts> = {}): CacheFacts {
  return {
    now: NOW,
    fileNames: 'platform',
    nameOf: () => 'Example',
    isConfigured: () => true,
    download: () => undefined,
    ...rest,
  };
}

const record = (id: string, rest: Partial<AssetRecord> = {}): AssetRecord => makeRecord({ id, sizeBytes: MB, ...rest });
const RECORDS = [
  record('a', { name: 'a', usedAt: 1 }),
  record('b', { name: 'b', usedAt: 4, version: 'v2' }),
  record('c', { name: 'c', usedAt: 3 }),
  record('d', { name: 'd', usedAt: 5, instance: OLD, kept: true }),
];

const kept = (records: readonly AssetRecord[], partials: readonly PartialDownload[] = []): FilesOnDisk => ({
  records,
  partials,
});

describe('the cache view', () => {
  it('groups files by instance and version, last used first', () => {
    const instances = groupByInstance(kept(RECORDS));
    assert.deepEqual(
      instances.map(({ instance }) => instance),
      [OLD, 'https://git.example.org/'],
    );
    const versions = groupByVersion(instances[1]!);
    assert.deepEqual(
      versions.map(({ version, records }) => [version, records.map(({ name }) => name)]),
      [
        ['v2', ['b']],
        ['v1', ['c', 'a']],
      ],
    );
    assert.deepEqual(
      fileNodes(versions[1]!, NO_LABELS).map((row) => row.kind === 'cacheFile' && row.record.name),
      ['c', 'a'],
    );
  });

  it('has an id of its own for each row', () => {
    const instances = groupByInstance(kept(RECORDS));
    const versions = instances.flatMap(groupByVersion);
    const ids = [...instances, ...versions, ...versions.flatMap((one) => fileNodes(one, NO_LABELS))].map(
      ({ id }) => id,
    );
    assert.equal(new Set(ids).size, ids.length);
  });

  it('counts files of the same bytes once', () => {
    assert.equal(sizeOnDisk(kept([record('a'), { ...record('b'), sha256: record('a').sha256 }, record('c')])), 2 * MB);
  });
});

describe('a partial download', () => {
  const replaced = makeAsset({ name: 'x.zip', sizeBytes: 10.9 * MB });
  const partial = makePartial({ asset: replaced, updatedAt: NOW - 2 * HOUR_MS });
  const whole = record('x', { key: partial.key, name: 'x.zip', usedAt: NOW - HOUR_MS, instance: replaced.instance });
  const rows = groupByInstance(kept([whole, record('old', { usedAt: 1 })], [partial]))
    .flatMap(groupByVersion)
    .flatMap((one) => fileNodes(one, NO_LABELS));

  it('sorts it by its last use, also next to the file that it will replace', () => {
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['cacheFile', 'cachePartial', 'cacheFile'],
    );
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  });

  it('shows how much was received and when it stopped', () => {
    const { label, description, contextValue, accessibleLabel } = viewOfCache(rows[1]!, facts());
    assert.equal(label, 'x.zip');
    assert.equal(description, 'partial, 4.8 of 10.9 MB · stopped 2 hours ago');
    assert.equal(accessibleLabel, 'x.zip, archive, partial, 4.8 of 10.9 MB, stopped 2 hours ago');
    assert.equal(contextValue, 'cachePartial');
  });

  it('shows its progress once it resumes', () => {
    const download = { phase: 'transfer', receivedBytes: 5 * MB, sizeBytes: 10 * MB, resumedAtBytes: 1 } as const;
    const view = viewOfCache(
      rows[1] as CachePartialNode,
      facts({ download: () => ({ ...download, bytesPerSecond: 1 }) }),
    );
    assert.equal(view.description, '50 % · 1 B/s · partial, 4.8 of 10.9 MB');
    assert.equal(view.contextValue, 'cachePartial active');
  });

  it('counts towards the size and the text of its version', () => {
    assert.equal(sizeOnDisk(kept([whole], [partial])), MB + partial.receivedBytes);
    const [version] = groupByInstance(kept([whole], [partial])).flatMap(groupByVersion);
    assert.equal(viewOfCache(version!, facts()).description, '5.8 MB · 1 file · 1 partial');
    const [alone] = groupByInstance(kept([], [partial])).flatMap(groupByVersion);
    assert.equal(viewOfCache(alone!, facts()).description, '4.8 MB · 1 partial');
  });
});

describe('usageOf', () => {
  const CASES: readonly (readonly [total: number, text: string])[] = [
    [3.2 * 1024 * MB, '3.2 of 10.0 GB'],
    [12 * MB, '12.0 MB of 10.0 GB'],
    [0, '0.0 of 10.0 GB'],
  ];
  for (const [total, text] of CASES) {
    it(`says ${text}`, () => assert.equal(usageOf(total, 10 * 1024 * MB), text));
  }
});

describe('viewOfCache', () => {
  it('marks an instance that is no longer configured', () => {
    const [gone] = groupByInstance(kept([RECORDS[3]!]));
    const view = viewOfCache(gone!, facts({ isConfigured: () => false }));
    assert.deepEqual([view.label, view.description], ['Example', '1.0 MB · no longer configured']);
    assert.equal(viewOfCache(gone!, facts()).description, '1.0 MB');
  });

  it("shows a version's source, size and whether it is kept", () => {
    const [one, two] = groupByInstance(kept(RECORDS)).flatMap(groupByVersion);
    assert.deepEqual(
      [one!, two!].map((node) => [viewOfCache(node, facts()).label, viewOfCache(node, facts()).description]),
      [
        ['alice/tool v1', '1.0 MB · 1 file · kept'],
        ['alice/tool v2', '1.0 MB · 1 file'],
      ],
    );
  });

  const fileOf = (rest: Partial<AssetRecord>): CacheFileNode => {
    const own = record('x', { name: 'x.zip', usedAt: NOW - 2 * HOUR_MS, ...rest });
    return groupByInstance(kept([own]))
      .flatMap(groupByVersion)
      .flatMap((one) => fileNodes(one, NO_LABELS))[0] as CacheFileNode;
  };

  it("shows a file's evidence, when it was used, and whether it is kept", () => {
    const evidence = makeEvidence('server');
    const kept = viewOfCache(fileOf({ kept: true, storage: 'packageFile', evidence }), facts());
    assert.equal(kept.description, 'server digest · kept · 1.0 MB · used 2 hours ago');
    assert.deepEqual([kept.contextValue, kept.mark], ['cacheFile kept', 'server']);
    const label = 'x.zip, archive, 1.0 megabytes, server digest matches, kept, used 2 hours ago';
    assert.equal(kept.accessibleLabel, label);
    const plain = viewOfCache(fileOf({}), facts());
    assert.deepEqual([plain.contextValue, plain.mark], ['cacheFile', 'unverified']);
  });

  it('shows that a file is in quarantine, and neither its evidence nor a size', () => {
    const facts_ = { what: 'signature', expected: 'K', actual: '', source: 'signature', sources: [] } as const;
    const refused = record('r', { name: 'r', evidence: makeEvidence('signature') });
    const absent = { ...refused, absence: { kind: 'refused', facts: facts_ } as const };
    const [node = assert.fail()] = groupByInstance({ records: [absent], partials: [] })
      .flatMap(groupByVersion)
      .flatMap((one) => fileNodes(one, NO_LABELS));
    const view = viewOfCache(node, facts());
    assert.match(view.description ?? '', /^refused: [^·]+ · used [^·]+$/);
    assert.deepEqual([view.mark, view.icon], ['refused', 'workspace-untrusted']);
    assert.equal(view.contextValue, 'cacheFile remote failed');
    assert.equal(sizeOnDisk({ records: [absent], partials: [] }), 0);
  });

  it('shows a change to accept, and offers that in the menu', () => {
    const changes = [{ kind: 'key-changed', before: ['A'], now: ['B'] }] as const;
    const view = viewOfCache(fileOf({ kept: true, evidence: makeEvidence('none', { changes }) }), facts());
    assert.equal(view.description, 'different key than before · kept · 1.0 MB · used 2 hours ago');
    assert.deepEqual([view.contextValue, view.icon, view.mark], ['cacheFile kept changed', 'warning', 'changed']);
  });

  it('shows that a file is being checked', () => {
    const download = { phase: 'verifying', checkedBytes: 1, sizeBytes: 2 } as const;
    const view = viewOfCache(fileOf({}), facts({ download: () => download }));
    assert.equal(view.description, 'checking 50 % · 1.0 MB · used 2 hours ago');
  });
});
