import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import type { AssetRecord, Evidence, PartialDownload } from '../../../../src/engine/index.ts';
import type { DownloadState } from '../../../../src/editor/downloads/downloadRun.ts';
import { firstSentence, viewAsset } from '../../../../src/editor/tree/assetView.ts';
import { makeEvidence, makeRecord } from '../../../support/records.ts';
import { makePartial } from '../../../support/partialDownload.ts';
import { assetNode } from '../../../support/treeNodes.ts';

const MB = 1024 ** 2;
const NODE = assetNode({ name: 'hello-linux-amd64.tar.gz', upstreamId: 'u1', sizeBytes: 18.2 * MB });

function view(record?: AssetRecord, download?: DownloadState, node = NODE): ReturnType<typeof viewAsset> {
  return viewAsset(node, {
    record: () => record,
    download: () => download,
    partial: () => undefined,
    fileNames: 'platform',
  });
}

const recordOf = (kind: Evidence['kind'], rest: Partial<AssetRecord> = {}): AssetRecord =>
  makeRecord({ upstreamId: 'u1', storage: 'packageFile', evidence: makeEvidence(kind), ...rest });

const TRANSFER = { phase: 'transfer', receivedBytes: 5 * MB, sizeBytes: 10 * MB, resumedAtBytes: 0 } as const;
const BROKEN = new EngineError('network', 'reset', { host: 'git.example.org', reason: 'ECONNREFUSED' });
const CHANGED = new EngineError('integrity', 'changed', {
  what: 'sha256',
  expected: 'aa',
  actual: 'bb',
  source: 'remembered',
  sources: [],
  quarantinePath: '/cache/aside/x',
});

interface Case {
  readonly is: string;
  readonly record?: AssetRecord;
  readonly download?: DownloadState;
  readonly description: string;
  readonly contextValue: string;
  readonly spoken: string;
  readonly icon?: string;
  readonly mark?: string;
}

const CASES: readonly Case[] = [
  { is: 'not here', description: '18.2 MB', contextValue: 'asset remote', spoken: 'not downloaded' },
  {
    is: 'waiting in the queue',
    download: { phase: 'queued', position: 2 },
    description: '2nd in the queue · 18.2 MB',
    contextValue: 'asset active',
    spoken: '2nd in the queue',
    icon: 'clock',
  },
  {
    is: 'being fetched by another window',
    download: { phase: 'waiting' },
    description: 'another window is downloading it · 18.2 MB',
    contextValue: 'asset active',
    spoken: 'another window is downloading it',
    icon: 'clock',
  },
  {
    is: 'downloading, with a rate that is not read aloud',
    download: { ...TRANSFER, bytesPerSecond: 4.1 * MB },
    description: '50 % · 4.1 MB/s · 18.2 MB',
    contextValue: 'asset active',
    spoken: 'downloading 50 %',
    icon: 'loading~spin',
  },
  {
    is: 'downloading at an unknown rate',
    download: { ...TRANSFER, bytesPerSecond: undefined },
    description: '50 % · 18.2 MB',
    contextValue: 'asset active',
    spoken: 'downloading 50 %',
    icon: 'loading~spin',
  },
  {
    is: 'downloading with an unknown size',
    download: { ...TRANSFER, sizeBytes: undefined, bytesPerSecond: undefined },
    description: '5.0 MB · 18.2 MB',
    contextValue: 'asset active',
    spoken: 'downloading 5.0 MB',
    icon: 'loading~spin',
  },
  {
    is: 'being checked',
    record: recordOf('none'),
    download: { phase: 'verifying', checkedBytes: 1, sizeBytes: 3 },
    description: 'checking 33 % · 18.2 MB',
    contextValue: 'asset active',
    spoken: 'checking 33 %',
    icon: 'loading~spin',
  },
  {
    is: 'verified by the registry',
    record: recordOf('server'),
    description: 'server digest · 18.2 MB',
    contextValue: 'asset cached',
    spoken: 'server digest matches',
    mark: 'server',
  },
  {
    is: 'unchanged since its download, without other evidence',
    record: recordOf('remembered', { storedAt: Date.UTC(2026, 10, 24, 12) }),
    description: 'remembered · 18.2 MB',
    contextValue: 'asset cached',
    spoken: 'remembered, unchanged since 24 Nov 2026',
    mark: 'remembered',
  },
  {
    is: 'cached and kept, but without evidence',
    record: recordOf('none', { kept: true }),
    description: 'unverified · kept · 18.2 MB',
    contextValue: 'asset cached kept',
    spoken: 'unverified, kept',
    mark: 'unverified',
  },
  {
    is: 'cached, but replaced upstream',
    record: recordOf('server', { upstreamId: 'older' }),
    description: 'replaced since it was downloaded · 18.2 MB',
    contextValue: 'asset remote',
    spoken: 'replaced since it was downloaded',
  },
  {
    is: 'failed',
    download: { phase: 'failed', error: BROKEN },
    description: 'failed: git.example.org refuses connections · 18.2 MB',
    contextValue: 'asset remote failed',
    spoken: 'failed, git.example.org refuses connections',
    icon: 'error',
    mark: 'failed',
  },
  {
    is: 'on a host that needs consent, which is a question and not a failure',
    download: { phase: 'failed', error: new EngineError('hostNotAllowed', 'no', { host: 'cdn.example' }) },
    description: 'needs your consent · 18.2 MB',
    contextValue: 'asset remote failed',
    spoken: 'needs your consent',
    icon: 'question',
  },
  {
    is: 'over the daily limit, which is not a failure either',
    download: { phase: 'failed', error: new EngineError('limited', 'no', { limit: 6, resetsAt: 0 }) },
    description: 'Your limit of 6 downloads a day is used up · 18.2 MB',
    contextValue: 'asset remote failed',
    spoken: 'Your limit of 6 downloads a day is used up',
    icon: 'circle-slash',
  },
  {
    is: 'cached, but failed a check',
    record: recordOf('none'),
    download: { phase: 'failed', error: BROKEN },
    description: 'failed: git.example.org refuses connections · 18.2 MB',
    contextValue: 'asset cached failed',
    spoken: 'failed, git.example.org refuses connections',
    icon: 'error',
    mark: 'failed',
  },
  {
    is: 'in quarantine because its bytes changed, and can be downloaded again',
    record: recordOf('remembered'),
    download: { phase: 'failed', error: CHANGED },
    description: 'refused: changed since it was first downloaded · 18.2 MB',
    contextValue: 'asset remote failed',
    spoken: 'refused: changed since it was first downloaded',
    icon: 'workspace-untrusted',
    mark: 'refused',
  },
  {
    is: 'in quarantine, as another window found, and can be downloaded again',
    record: recordOf('signature', { absence: { kind: 'refused', facts: CHANGED.facts } }),
    description: 'refused: changed since it was first downloaded · 18.2 MB',
    contextValue: 'asset remote failed',
    spoken: 'refused: changed since it was first downloaded',
    icon: 'workspace-untrusted',
    mark: 'refused',
  },
  {
    is: 'being downloaded again after it was refused',
    record: recordOf('signature', { absence: { kind: 'refused', facts: CHANGED.facts } }),
    download: { phase: 'waiting' },
    description: 'another window is downloading it · 18.2 MB',
    contextValue: 'asset active',
    spoken: 'another window is downloading it',
    icon: 'clock',
  },
  {
    is: 'gone from the disk',
    record: recordOf('signature', { absence: { kind: 'gone' } }),
    description: 'gone from the disk · 18.2 MB',
    contextValue: 'asset remote',
    spoken: 'gone from the disk',
  },
];

describe('viewAsset', () => {
  it('marks the file for this machine by its icon, and in words for screen readers', () => {
    const marked = { ...NODE, fits: 'linux, x64' };
    const { description, icon, color, accessibleLabel } = view(undefined, undefined, marked);
    assert.deepEqual([description, icon, color], ['18.2 MB', 'device-desktop', 'charts.blue']);
    assert.match(accessibleLabel, /, not downloaded, for this machine$/);
    const verified = view(recordOf('server'), undefined, marked);
    assert.deepEqual([verified.icon, verified.color], ['device-desktop', 'testing.iconPassed']);
    const loading = view(undefined, { ...TRANSFER, bytesPerSecond: undefined }, marked);
    assert.deepEqual([loading.icon, loading.color], ['loading~spin', undefined]);
  });

  it('calls a file by its platform or by its full name, and reads the full name aloud', () => {
    const node = { ...NODE, label: 'Linux x64 · tar.gz' };
    const called = (fileNames: 'platform' | 'full'): string => {
      const facts = { record: () => undefined, download: () => undefined, partial: () => undefined };
      const { label, accessibleLabel } = viewAsset(node, { ...facts, fileNames });
      assert.match(accessibleLabel, /^hello-linux-amd64\.tar\.gz, archive,/);
      return label;
    };
    assert.deepEqual([called('platform'), called('full')], ['Linux x64 · tar.gz', 'hello-linux-amd64.tar.gz']);
  });

  for (const { is, record, download, spoken, icon = 'file-zip', mark, ...expected } of CASES) {
    it(`shows that a file is ${is}`, () => {
      const { description, contextValue, ...row } = view(record, download);
      assert.deepEqual({ description, contextValue }, expected);
      assert.equal(row.accessibleLabel, `hello-linux-amd64.tar.gz, archive, 18.2 megabytes, ${spoken}`);
      assert.equal(row.icon, icon);
      assert.equal(row.mark, mark);
      assert.equal(row.collapsible, 'none');
    });
  }

  describe('of a partial download', () => {
    const partialView = (partial: PartialDownload, download?: DownloadState): ReturnType<typeof viewAsset> =>
      viewAsset(NODE, {
        record: () => undefined,
        download: () => download,
        partial: () => partial,
        fileNames: 'platform',
      });
    const partial = makePartial({ asset: NODE.asset, receivedBytes: 8 * MB });

    it('shows where it stopped and can resume', () => {
      const { description, contextValue, accessibleLabel, icon } = partialView(partial);
      assert.deepEqual([description, contextValue], ['stopped at 43 % · 18.2 MB', 'asset remote stopped']);
      assert.equal(accessibleLabel, 'hello-linux-amd64.tar.gz, archive, 18.2 megabytes, stopped at 43 %');
      assert.equal(icon, 'debug-pause');
    });

    it('shows bytes if the size is not known', () =>
      assert.match(partialView({ ...partial, sizeBytes: undefined }).description, /^stopped at 8\.0 MB ·/));

    it('shows why it failed, and can still resume', () => {
      const { description, contextValue } = partialView(partial, { phase: 'failed', error: BROKEN });
      assert.match(description, /failed: git\.example\.org refuses connections/);
      assert.equal(contextValue, 'asset remote stopped failed');
    });

    it('ignores the partial file of a file replaced since', () => {
      const older = makePartial({ ...partial, asset: { ...NODE.asset, upstreamId: 'older' } });
      assert.equal(partialView(older).description, '18.2 MB');
    });
  });

  it('shows that a file is on another host, and that its size is not known', () => {
    const node = assetNode({ name: 'x.bin', storage: 'external', sizeBytes: undefined });
    const { description, contextValue, accessibleLabel } = view(undefined, undefined, node);
    assert.deepEqual([description, contextValue], ['on another host', 'asset remote external']);
    assert.equal(accessibleLabel, 'x.bin, program, size unknown, on another host, not downloaded');
  });

  it('shows bidirectional and invisible characters in a name, and no icon', () => {
    const node = assetNode({ name: 'rtl\u202egnp.exe $(trash)' });
    const { label, accessibleLabel } = view(undefined, undefined, node);
    assert.equal(label, 'rtl\ufffdgnp.exe $(trash)');
    assert.ok(!accessibleLabel.includes('\u202e'));
  });
});

describe('firstSentence', () => {
  const SHORT: readonly (readonly [string, string])[] = [
    ['One. Two.', 'One'],
    ['git.example.org is down. Try again.', 'git.example.org is down'],
    ['Only one.', 'Only one'],
    ['No stop', 'No stop'],
  ];
  for (const [message, short] of SHORT) {
    it(`cuts ${JSON.stringify(message)} to its first sentence`, () => {
      assert.equal(firstSentence(message), short);
    });
  }
});
