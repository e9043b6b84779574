import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import type { ErrorFacts } from '../../../../src/engine/index.ts';
import type { TokenFinding } from '../../../../src/engine/index.ts';
import { formatTime } from '../../../../src/words/format.ts';
import type { Instance } from '../../../../src/editor/instances.ts';
import { childId } from '../../../../src/editor/tree/nodeIds.ts';
import type { MoreNode, PackageNode, TreeNode } from '../../../../src/editor/tree/nodes.ts';
import { viewOf } from '../../../../src/editor/tree/nodeView.ts';
import type { Facts } from '../../../../src/editor/tree/nodeView.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import {
  BASE,
  instanceNode,
  makeRepository,
  makeVersion,
  repositoryNode,
  versionNode,
} from '../../../support/treeNodes.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const DAY_MS = 24 * 3_600_000;

function facts(rest: Partial<Facts> = {}): Facts {
  return {
    now: NOW,
    fileNames: 'platform',
    instance: () => undefined,
    nameOf: () => 'Codeberg',
    record: () => undefined,
    download: () => undefined,
    installed: () => [],
    partial: () => undefined,
    answeredAt: () => undefined,
    isLoadingMore: () => false,
    ...rest,
  };
}

function instanceOf(finding: Partial<TokenFinding>, rest: Partial<Instance> = {}): Instance {
  const setting = { url: BASE, name: 'Codeberg', owners: [], repositories: [], token: { kind: 'secret' } } as const;
  const full: TokenFinding = { state: 'unknown', missing: [], ...finding };
  return { setting, finding: full, login: undefined, trouble: undefined, ...rest };
}

const DOWN = new EngineError('network', 'down', { host: 'git.example.org' });
const WITHHELD = new EngineError('network', 'only mirrors', { host: 'git.example.org', reason: 'MIRRORS_ONLY' });
const LATE = new EngineError('timeout', 'late', { host: 'git.example.org', phase: 'headers', timeoutMs: 1 });
const BROKEN = new EngineError('server', 'broken', { host: 'git.example.org', status: 500 });
const MOVED = new EngineError('redirect', 'elsewhere', { host: 'git.example.org', rule: 'api' });
const page = (kind: ErrorFacts['htmlPage']['page']): EngineError =>
  new EngineError('htmlPage', 'a page', { host: 'git.example.org', page: kind });

describe('the view of an instance', () => {
  const CASES: readonly (readonly [Instance | undefined, string, string])[] = [
    [undefined, '', 'instance signedOut'],
    [instanceOf({}), '', 'instance signedOut'],
    [instanceOf({ state: 'none' }), 'not signed in', 'instance signedOut'],
    [instanceOf({ state: 'refused' }), 'token refused', 'instance refused'],
    [instanceOf({ state: 'malformed' }), 'token is malformed', 'instance refused'],
    [instanceOf({ state: 'accepted' }), 'signed in', 'instance signedIn'],
    [instanceOf({ state: 'accepted' }, { login: 'alice' }), 'alice', 'instance signedIn'],
    [instanceOf({ state: 'none' }, { trouble: DOWN }), 'unreachable', 'instance signedOut retry'],
    [instanceOf({ state: 'none' }, { trouble: WITHHELD }), 'not contacted', 'instance signedOut retry'],
    [instanceOf({ state: 'none' }, { trouble: LATE }), 'unreachable', 'instance signedOut retry'],
    [instanceOf({ state: 'none' }, { trouble: BROKEN }), 'answers with status 500', 'instance signedOut retry'],
    [instanceOf({}, { trouble: MOVED }), 'redirects to another host', 'instance signedOut retry'],
    [instanceOf({}, { trouble: page('login') }), 'answers with a sign-in page', 'instance signedOut retry'],
    [instanceOf({}, { trouble: page('botWall') }), 'answers with a bot-protection page', 'instance signedOut retry'],
    [instanceOf({}, { trouble: page('proxy') }), 'a proxy answers in its place', 'instance signedOut retry'],
    [instanceOf({}, { trouble: page('unknown') }), 'answers with a web page', 'instance signedOut retry'],
  ];
  for (const [instance, description, contextValue] of CASES) {
    it(`shows ${JSON.stringify(description)} for ${contextValue}`, () => {
      const view = viewOf(instanceNode(), facts({ instance: () => instance }));
      assert.deepEqual([view.label, view.description, view.contextValue], ['Codeberg', description, contextValue]);
      assert.equal(view.accessibleLabel, description ? `Codeberg, ${description}` : 'Codeberg');
      assert.equal(view.collapsible, 'expanded');
    });
  }

  it('shows the age of its rows while the instance gives no new ones', () => {
    for (const [trouble, words] of [
      [DOWN, 'unreachable'],
      [WITHHELD, 'not contacted'],
      [BROKEN, 'answers with status 500'],
    ] as const) {
      const instance = instanceOf({ state: 'accepted' }, { login: 'alice', trouble });
      const view = viewOf(instanceNode(), facts({ instance: () => instance, answeredAt: () => NOW }));
      assert.equal(view.description, `${words}, shown as of ${formatTime(NOW)}`);
      assert.equal(view.contextValue, 'instance signedIn retry');
    }
  });
});

describe('the view of rows above files', () => {
  const place = { id: 'o', parent: instanceNode(), instance: BASE } as const;
  const owner = { ...place, kind: 'owner', owner: 'alice', isOrganization: false } as const;
  const tool: PackageNode = {
    kind: 'package',
    id: 'p',
    parent: undefined,
    instance: BASE,
    package: {
      instance: BASE,
      owner: 'alice',
      name: 'tool',
      repository: undefined,
      versions: [
        { version: '2', createdAt: undefined },
        { version: '1', createdAt: undefined },
      ],
    },
  };
  const archived = makeRepository({ name: 'tool', releaseCount: 122, private: true, archived: true });
  const files = [makeAsset(), makeAsset({ name: 'b' })];
  const release = makeVersion({ version: 'v1.0.0', createdAt: NOW - 3 * DAY_MS, assets: files });
  const CASES: readonly (readonly [TreeNode, label: string, description: string, contextValue: string])[] = [
    [{ kind: 'workspace', id: 'w', parent: undefined }, 'This Workspace', '', 'workspace'],
    [{ ...owner, listing: 'added' }, 'alice', '', 'owner added'],
    [{ ...owner, listing: 'own' }, 'alice', 'you', 'owner own'],
    [{ ...owner, owner: 'tools', listing: 'own' }, 'tools', '', 'owner own'],
    [repositoryNode({ listing: 'added' }), 'alice/tool', '', 'repository added'],
    [repositoryNode({ listing: 'workspace' }), 'alice/tool', 'Codeberg', 'repository workspace'],
    [
      repositoryNode({ listing: 'listed', repository: archived }),
      'tool',
      '122 releases · private · archived',
      'repository listed',
    ],
    [{ ...owner, kind: 'packages' }, 'Packages', '', 'packages'],
    [tool, 'tool', '2 versions', 'package'],
    [versionNode(release, { latest: true }), 'v1.0.0', 'latest · 3 days ago · 2 files', 'version'],
    [
      versionNode({ ...release, version: 'v2-rc1', prerelease: true, title: 'Try it' }),
      'v2-rc1',
      'pre-release · 3 days ago · 2 files · Try it',
      'version',
    ],
    [versionNode({ ...release, draft: true }), 'v1.0.0', 'draft · 3 days ago · 2 files', 'version'],
    [versionNode(release, { release: undefined, latest: true }), 'v1.0.0', 'latest · 3 days ago', 'version'],
  ];
  for (const [node, label, description, contextValue] of CASES) {
    it(`shows "${label}" with ${JSON.stringify(description)}`, () => {
      const view = viewOf(node, facts({ instance: () => instanceOf({ state: 'accepted' }, { login: 'alice' }) }));
      assert.deepEqual([view.label, view.description, view.contextValue], [label, description, contextValue]);
      assert.equal(view.accessibleLabel, [label, ...description.split(' · ')].filter(Boolean).join(', '));
    });
  }

  it('tells an organization from a person by its icon', () => {
    const iconOf = (isOrganization: boolean): string =>
      viewOf({ ...owner, listing: 'own', isOrganization }, facts()).icon;
    assert.deepEqual([iconOf(true), iconOf(false)], ['organization', 'account']);
  });

  it('shows installed versions on a repository, a package and a version', () => {
    const installed = facts({ installed: () => ['v1.0.0', '2'] });
    const descriptionOf = (node: TreeNode): string => viewOf(node, installed).description;
    assert.equal(descriptionOf(repositoryNode({ listing: 'added' })), 'installed v1.0.0 and 1 more');
    assert.equal(descriptionOf(tool), 'installed v1.0.0 and 1 more · 2 versions');
    assert.equal(descriptionOf(versionNode(release, { latest: true })), 'latest · installed · 3 days ago · 2 files');
    assert.equal(descriptionOf(versionNode({ ...release, version: 'v3' })), '3 days ago · 2 files');
    const one = viewOf(repositoryNode({ listing: 'added' }), facts({ installed: () => ['v1.0.0'] }));
    assert.equal(one.accessibleLabel, 'alice/tool, installed v1.0.0');
  });

  it('counts folded checksums and signatures', () => {
    const labelled = (...names: readonly string[]): TreeNode => ({
      kind: 'evidenceFiles',
      id: 'e',
      parent: versionNode(release),
      files: names.map((name) => ({ asset: makeAsset({ name }), label: name })),
    });
    const view = viewOf(labelled('SHA256SUMS', 'SHA256SUMS.asc'), facts());
    assert.equal(view.label, 'Checksums and signatures (2)');
    assert.deepEqual([view.accessibleLabel, view.collapsible], ['Checksums and signatures, 2 files', 'collapsed']);
    const withSbom = viewOf(labelled('SHA256SUMS', 'tool.sbom.json'), facts());
    assert.equal(withSbom.label, 'Checksums, signatures and SBOMs (2)');
  });

  it('keeps a hostile tag on one line and without bidirectional marks', () => {
    const view = viewOf(versionNode(makeVersion({ version: 'v1\n\u202ex' })), facts());
    assert.equal(view.label, 'v1 \ufffdx');
  });
});

describe('the view of "Load More"', () => {
  const more: MoreNode = { kind: 'more', id: 'm', parent: undefined, shownCount: 50, totalCount: 122 };

  it('shows how many there are, and passes itself to its command', () => {
    const view = viewOf(more, facts());
    assert.deepEqual([view.label, view.description], ['Load More', '50 of 122']);
    assert.deepEqual(view.action, { title: 'Load More', command: 'forgejoArtifacts.loadMore', args: [more] });
  });

  it('shows no total if none is known', () => {
    assert.equal(viewOf({ ...more, totalCount: undefined }, facts()).description, '50 so far');
  });

  it('shows that it is loading, and cannot be run twice', () => {
    const view = viewOf(more, facts({ isLoadingMore: () => true }));
    assert.deepEqual([view.label, view.action], ['Loading…', undefined]);
  });
});

describe('childId', () => {
  it('cannot be fooled by separators in names', () => {
    const ids = [
      childId(undefined, 'repository', 'a', 'b:c'),
      childId(undefined, 'repository', 'a:b', 'c'),
      childId(undefined, 'repository', 'a/b', 'c'),
      childId(repositoryNode(), 'version', 'a/version:b'),
      childId(repositoryNode(), 'version', 'a'),
    ];
    assert.equal(new Set(ids).size, ids.length);
  });

  it('accepts names that are not well-formed text', () => {
    assert.doesNotThrow(() => childId(undefined, 'owner', '\ud800'));
  });
});
