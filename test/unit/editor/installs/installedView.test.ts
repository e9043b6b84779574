import assert from 'node:assert/strict';
import { DrawnRows } from '../../../../src/editor/ageing.ts';
import { currentOf, groupByTool, versionsOf } from '../../../../src/editor/installs/groupInstalled.ts';
import type { InstalledToolNode } from '../../../../src/editor/installs/installedNodes.ts';
import { tooltipOfInstalled, viewOfInstalled } from '../../../../src/editor/installs/installedView.ts';
import type { Installed } from '../../../../src/engine/index.ts';
import { makeInstalled } from '../../../support/makeInstalled.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const FACTS = { now: NOW, nameOf: () => 'Codeberg' };
const DAY_MS = 24 * 3_600_000;

const group = (all: readonly Installed[], newer?: string): InstalledToolNode => groupByTool(all, () => newer)[0]!;
const older = makeInstalled({
  version: 'v1.4.0',
  evidence: 'signature',
  installedAt: NOW - 2 * DAY_MS,
  sizeBytes: 18.2 * 1024 ** 2,
});
const newer = makeInstalled({ version: 'v1.5.2', active: false, evidence: 'none' });

describe('the view of installed tools', () => {
  it('has a row for each tool, with its versions below', () => {
    const other = makeInstalled({ tool: 'other' });
    const nodes = groupByTool([other, newer, older], () => undefined);
    assert.deepEqual(
      nodes.map((node) => [node.tool.name, versionsOf(node).map(({ installed }) => installed.asset.version)]),
      [
        ['other', ['v1.0.0']],
        ['tool', ['v1.5.2', 'v1.4.0']],
      ],
    );
    const ids = nodes.flatMap((node) => [node.id, ...versionsOf(node).map(({ id }) => id)]);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('shows the version in use, its evidence and its instance', () => {
    const { label, description, icon, contextValue, accessibleLabel } = viewOfInstalled(group([newer, older]), FACTS);
    assert.equal(label, 'tool');
    assert.equal(description, 'v1.4.0 · signed · Codeberg · 2 versions');
    assert.equal(accessibleLabel, 'tool, v1.4.0, signed, Codeberg, 2 versions');
    assert.deepEqual([icon, contextValue], ['tools', 'installedTool active']);
  });

  it('shows a newer version, also in words', () => {
    const view = viewOfInstalled(group([older], 'v1.5.2'), FACTS);
    assert.equal(view.description, 'v1.4.0 → v1.5.2 · signed · Codeberg');
    assert.equal(view.accessibleLabel, 'tool, v1.4.0, v1.5.2 is available, signed, Codeberg');
    assert.equal(view.contextValue, 'installedTool active outdated');
    assert.notEqual(view.icon, 'tools');
  });

  it('shows that no version is in use, and describes the one installed last', () => {
    const node = group([newer, { ...older, active: false }]);
    assert.equal(currentOf(node).asset.version, 'v1.5.2');
    const view = viewOfInstalled(node, FACTS);
    assert.match(view.description, /^v1\.5\.2 · not one of your commands · unverified/);
    assert.equal(view.contextValue, 'installedTool');
  });

  it('shows whether each version is in use, its size and when it was installed', () => {
    const [idle, used] = versionsOf(group([newer, older])).map((node) => viewOfInstalled(node, FACTS));
    assert.equal(used?.description, 'in use · signed · 18.2 MB · installed 2 days ago');
    assert.equal(used.accessibleLabel, 'v1.4.0, in use, signed, 18.2 megabytes, installed 2 days ago');
    assert.equal(used.contextValue, 'installedVersion active');
    assert.match(idle?.description ?? '', /^unverified · 100 B/);
    assert.equal(idle?.contextValue, 'installedVersion');
  });

  it('redraws a version when its age has changed', () => {
    const row = versionsOf(group([{ ...older, installedAt: NOW - 60_000 }]))[0]!;
    const viewAt = (now: number) => (node: typeof row) => viewOfInstalled(node, { ...FACTS, now });
    const drawn = new DrawnRows<typeof row>();
    assert.match(drawn.note(row, viewAt(NOW)(row)).description, /installed 1 minute ago$/);
    const later = viewAt(NOW + 16 * 60_000);
    assert.deepEqual(drawn.outdated([row], later), [row]);
    assert.match(later(row).description, /installed 17 minutes ago$/);
  });

  it('shows hostile names on one line', () => {
    const { label, description } = viewOfInstalled(
      group([makeInstalled({ tool: 'a\nb', version: 'v\u202e1' })], 'x\ny'),
      FACTS,
    );
    assert.doesNotMatch(label + description, /[\n\u202e]/);
  });

  it('lists the commands in the tooltip, with their programs and their directory', () => {
    const node = group([makeInstalled({ commands: ['tool', 'toolctl'] })], 'v2.0.0');
    const { title, lines } = tooltipOfInstalled(node, FACTS);
    assert.equal(title, 'tool v1.0.0');
    assert.ok(lines.includes('v2.0.0 is available: Update installs it.'));
    assert.ok(lines.includes('toolctl: Linux, x64'));
    assert.ok(lines.some((line) => line.includes('/engine/installs/tool/v1.0.0/content')));
    assert.ok(lines.some((line) => line.startsWith('From alice/tool on Codeberg')));
  });
});
