import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { runInNewContext } from 'node:vm';
import { load } from 'js-yaml';
import { snippetsOf } from '../support/snippets.ts';
import type { Snippet } from '../support/snippets.ts';
import { readYaml } from '../support/workflow.ts';
import type { Step } from '../support/workflow.ts';

const PAGE = 'docs/ci.md';
const ACTION = '.forgejo/setup';

interface ProjectManifest {
  readonly version: string;
  readonly homepage: string;
}

describe('the page about continuous integration', () => {
  let snippets: readonly Snippet[];
  let project: ProjectManifest;
  before(async () => {
    snippets = await snippetsOf(PAGE);
    project = JSON.parse(await readFile('package.json', 'utf8')) as ProjectManifest;
  });
  const under = (heading: string, language: string): readonly string[] =>
    snippets.filter((one) => one.heading === heading && one.language === language).map(({ text }) => text);

  it('names files of this version that are there', async () => {
    const text = await readFile(PAGE, 'utf8');
    const versions = text.matchAll(/(?:[@/]v|-(?:cli|action)-)(\d+\.\d+\.\d+)\b/g);
    for (const [found, version] of versions) assert.equal(version, project.version, found);
    for (const [, path = ''] of text.matchAll(/\/raw\/tag\/v[\d.]+\/([^"\s]+)/g)) await access(path);
  });

  it('shows workflows that use the action with inputs that it has', async () => {
    const { inputs } = await readYaml<{ inputs: object }>(`${ACTION}/action.yml`);
    const local = './.forgejo/actions/restore';
    const known = [`${project.homepage}/${ACTION}@v${project.version}`, local, 'actions/checkout@v4'];
    const steps = ['Forgejo Actions', 'Without other hosts', 'GitHub Actions'].flatMap((heading) =>
      under(heading, 'yaml').flatMap((text) => stepsIn(load(text))),
    );
    assert.equal(steps.filter(({ uses }) => uses === local || uses === known[0]).length, 3);
    for (const { uses = local, with: given = {} } of steps) {
      assert.ok(known.includes(uses), uses);
      for (const name of Object.keys(given)) assert.ok(name in inputs, name);
    }
    for (const name of Object.keys(inputs))
      assert.match(await readFile(PAGE, 'utf8'), new RegExp(`^\\| \`${name}\``, 'm'));
  });

  it('shows a dev container with options that the feature has, and a token that stays out of the image', async () => {
    const text = await readFile('.forgejo/devcontainer/devcontainer-feature.json', 'utf8');
    const { id, options } = JSON.parse(text) as { id: string; options: object };
    const [shown = ''] = under('Dev containers', 'json');
    const { features } = JSON.parse(shown) as { features: Record<string, object> };
    const file = `devcontainer-feature-${id}.tgz`;
    const given = features[`${project.homepage}/releases/download/v${project.version}/${file}`] ?? assert.fail(file);
    for (const name of Object.keys(given)) assert.ok(name in options, name);
    assert.doesNotMatch(JSON.stringify(features), /token/i);
  });

  it('lets the bot run only the commands of the preset', () => {
    const [preset = ''] = under('Renovate', 'json');
    const address = `${project.homepage}/raw/tag/v${project.version}/.forgejo/renovate/forgejo-artifacts.json`;
    assert.deepEqual(JSON.parse(preset), { extends: [address] });
    const [configuration = ''] = under('Renovate', 'js');
    const sandbox = { module: { exports: { allowedCommands: [''] } } };
    runInNewContext(configuration, sandbox);
    const [allowed = ''] = sandbox.module.exports.allowedCommands;
    assert.match('forgejo-artifacts update saw', new RegExp(allowed));
    for (const other of [
      'forgejo-artifacts update saw; id',
      'forgejo-artifacts update --cache',
      'forgejo-artifacts install x',
    ])
      assert.doesNotMatch(other, new RegExp(allowed));
  });
});

/** The steps of a workflow, or of a fragment that starts with `steps`. */
function stepsIn(workflow: unknown): readonly Step[] {
  const { steps = [], jobs = {} } = workflow as { steps?: Step[]; jobs?: Record<string, { steps: Step[] }> };
  return [...steps, ...Object.values(jobs).flatMap((job) => job.steps)];
}
