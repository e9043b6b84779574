import assert from 'node:assert/strict';
import type { ProjectStatus, ProjectTool } from '../../../../src/editor/project/projectStatus.ts';
import { projectNodes, toolNodesOf, userToolsNode } from '../../../../src/editor/project/projectNodes.ts';
import { tooltipOfProject, viewOfProject } from '../../../../src/editor/project/projectView.ts';
import { projectShown, statusView } from '../../../../src/editor/project/statusView.ts';
import { EMPTY_LOCK } from '../../../../src/engine/index.ts';

const tool = (name: string, rest: Partial<ProjectTool> = {}): ProjectTool => ({
  name,
  version: 'v1.0.0',
  state: 'ready',
  isInstalled: true,
  linked: 'v1.0.0',
  commands: [name],
  notLinked: [],
  isOutdated: false,
  isObtainable: true,
  ...rest,
});
const MISSING = { state: 'missing', isInstalled: false, linked: undefined } as const;

function status(name: string, ...tools: readonly ProjectTool[]): ProjectStatus {
  const environment = { binDirectory: '/bin', isCurrent: true, tools, commands: new Map() };
  return { kind: 'read', folder: { name, directory: `/${name}` }, lock: EMPTY_LOCK, environment, tools };
}

const broken: ProjectStatus = {
  kind: 'unreadable',
  folder: { name: 'broken', directory: '/broken' },
  error: new Error('x'),
};

describe('the status of the tools of a folder', () => {
  const shown = (one: ProjectStatus): unknown => {
    const { icon, text } = statusView(one) ?? {};
    return [icon, text];
  };

  it('names the first tool in the status bar, and the number of others', () => {
    assert.deepEqual(shown(status('a', tool('greet'))), ['tools', 'greet 1.0.0']);
    assert.deepEqual(shown(status('a', tool('greet'), tool('saw'), tool('plane'))), ['tools', 'greet 1.0.0 +2']);
    assert.equal(statusView(status('a')), undefined);
  });

  it('lists missing tools before those that differ from the lock', () => {
    const other = tool('saw', { version: 'v2.0.0', state: 'otherVersion', linked: 'v1.9.0' });
    assert.deepEqual(shown(status('a', tool('greet', MISSING))), ['cloud-download', 'greet 1.0.0 missing']);
    assert.deepEqual(shown(status('a', other, tool('greet', MISSING), tool('plane', MISSING))), [
      'cloud-download',
      '2 tools missing',
    ]);
    assert.deepEqual(shown(status('a', tool('greet'), other)), ['warning', 'saw 2.0.0: runs 1.9.0']);
    assert.deepEqual(shown(broken), ['error', 'Tools cannot be read']);
  });

  it('names a refused tool before all others, and says why it was refused', () => {
    const refused = tool('saw', {
      state: 'withheld',
      isInstalled: false,
      linked: undefined,
      isRefused: true,
      refusal: 'untrusted',
    });
    const one = status('a', tool('greet', MISSING), refused, { ...refused, name: 'plane', refusal: 'misfit' });
    assert.deepEqual(shown(one), ['error', 'saw 1.0.0 refused +1']);
    const [node] = projectNodes([one]);
    assert.ok(node);
    assert.equal(viewOfProject(node).description, '2 tools refused');
    const rows = toolNodesOf(node).map((row) => [viewOfProject(row).description, tooltipOfProject(row).lines[0]]);
    assert.deepEqual(rows.slice(1), [
      ['1.0.0 · refused: too little evidence', 'saw 1.0.0: refused: too little evidence'],
      ['1.0.0 · refused: does not run on this machine', 'plane 1.0.0: refused: does not run on this machine'],
    ]);
  });

  it('says that the instance of a missing tool is not added', () => {
    const foreign = tool('greet', { ...MISSING, isObtainable: false });
    const one = status('a', foreign, tool('saw', { ...MISSING, isObtainable: false }), tool('plane'));
    assert.deepEqual(shown(one), ['warning', 'greet 1.0.0, instance not added +1']);
    const [node] = projectNodes([one]);
    assert.equal(node && viewOfProject(node).description, '2 tools, instance not added');
  });

  it('does not list tools for other machines as missing', () => {
    const none = tool('greet', { ...MISSING, state: 'noPlatform' });
    assert.deepEqual(shown(status('a', none)), ['tools', 'greet 1.0.0']);
  });

  it('reads each tool aloud with its state', () => {
    const { label, tooltip } = statusView(status('a', tool('greet'), tool('saw', MISSING))) ?? {};
    assert.equal(label, 'Workspace tools of a: greet 1.0.0: restored, saw 1.0.0: missing');
    assert.deepEqual(tooltip, ['Workspace tools of a', 'greet 1.0.0: restored', 'saw 1.0.0: missing']);
  });

  it('shows the folder of the active editor, or the only one', () => {
    const [a, b] = [status('a', tool('greet')), status('b', tool('saw'))];
    assert.equal(projectShown([a, b], '/b'), b);
    assert.equal(projectShown([a, b], '/other'), undefined);
    assert.equal(projectShown([a, b], undefined), undefined);
    assert.equal(projectShown([a], undefined), a);
    assert.equal(projectShown([], undefined), undefined);
  });

  it('shows a row for the workspace and one for each tool, with the actions that fit', () => {
    const outdated = tool('plane', { isOutdated: true });
    const foreign = tool('rasp', { ...MISSING, isObtainable: false });
    const other = tool('saw', { version: 'v2.0.0', state: 'otherVersion' });
    const [node] = projectNodes([status('a', tool('greet'), tool('hammer', MISSING), other, outdated, foreign)]);
    assert.ok(node);
    const { label, description, contextValue, collapsible } = viewOfProject(node);
    assert.deepEqual(
      [label, description, contextValue, collapsible],
      ['This Workspace', '1 tool missing', 'project restorable', 'expanded'],
    );
    const rows = toolNodesOf(node).map((row) => viewOfProject(row));
    const [absent] = projectNodes([status('b', { ...other, isInstalled: false })]).flatMap(toolNodesOf);
    assert.equal(absent && viewOfProject(absent).description, '2.0.0 · missing, runs 1.0.0');
    assert.deepEqual(
      rows.map((row) => [row.label, row.description, row.icon, row.contextValue]),
      [
        ['greet', '1.0.0 · restored', 'pass', 'projectTool ready'],
        ['hammer', '1.0.0 · missing', 'cloud-download', 'projectTool missing'],
        ['saw', '2.0.0 · runs 1.0.0', 'warning', 'projectTool otherVersion'],
        ['plane', '1.0.0 · restored · workspace file differs', 'pass', 'projectTool ready'],
        ['rasp', '1.0.0 · missing, instance not added', 'cloud-download', 'projectTool missing'],
      ],
    );
    assert.equal(rows[1]?.accessibleLabel, 'hammer, 1.0.0, missing');
  });

  it('names several folders, and marks unreadable ones', () => {
    const rows = projectNodes([status('a', tool('greet')), broken]).map((row) => viewOfProject(row));
    assert.deepEqual(
      rows.map(({ label, description, collapsible, contextValue }) => [label, description, collapsible, contextValue]),
      [
        ['a', '1 tool', 'expanded', 'project'],
        ['broken', 'cannot be read', 'none', 'project'],
      ],
    );
    assert.equal(rows[0]?.accessibleLabel, 'Workspace tools of a, 1 tool');
  });

  it('separates the tools that the user installed', () => {
    assert.deepEqual(
      [0, 2, undefined].map((count) => viewOfProject(userToolsNode('own', count)).accessibleLabel),
      ['For You, nothing installed', 'For You, 2 installed', 'For You, cannot be read'],
    );
  });

  it('shows hostile names as text on one line', () => {
    const evil = tool('a\u202eb\nc', { version: 'v1\u202e$(check)\n', commands: ['x\u202ey'] });
    const [node] = projectNodes([{ ...status('a\u202eb\nc', evil) }]);
    assert.ok(node);
    const rows = [node, ...toolNodesOf(node)];
    const texts = rows.flatMap((row) => {
      const { label, description, accessibleLabel } = viewOfProject(row);
      const { title, lines } = tooltipOfProject(row);
      return [label, description, accessibleLabel, title, ...lines];
    });
    const { text = '', label = '', tooltip = [] } = statusView(node.status) ?? {};
    for (const one of [...texts, text, label, ...tooltip]) assert.doesNotMatch(one, /[\n\u202e]/);
  });
});
