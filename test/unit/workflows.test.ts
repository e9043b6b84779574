import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { readYaml, stepsOf } from '../support/workflow.ts';
import type { Workflow } from '../support/workflow.ts';
import { THIS_SYSTEM } from '../support/thisSystem.ts';

const FOLDER = '.forgejo/workflows';

describe('the workflows of the project', () => {
  const workflows = new Map<string, Workflow>();
  before(async () => {
    for (const name of await readdir(FOLDER)) workflows.set(name, await readYaml<Workflow>(`${FOLDER}/${name}`));
  });
  const runsOf = (name: string): readonly string[] =>
    stepsOf(workflows.get(name) ?? assert.fail(name)).flatMap(({ run }) => (run === undefined ? [] : [run]));

  it('run for changes, and for tags', () => {
    assert.deepEqual([...workflows.keys()].sort(), ['ci.yml', 'release.yml']);
    assert.deepEqual(Object.keys(workflows.get('ci.yml')?.on ?? {}), ['push', 'pull_request']);
    assert.deepEqual(workflows.get('release.yml')?.on, { push: { tags: ['v*'] } });
  });

  it('run only scripts that package.json has', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
    const text = [...workflows.keys()].flatMap(runsOf).join('\n');
    const named = [...text.matchAll(/\bnpm (?:run )?([a-z:]+)/g)].map(([, name = '']) => name);
    assert.ok(named.includes('release:publish'));
    for (const name of named) assert.ok(name === 'ci' || name in scripts, name);
  });

  it('run both commands of the README', async () => {
    const readme = await readFile('README.md', 'utf8');
    const commands = [...readme.matchAll(/^npm ci && (npm \w+)/gm)].map(([, command]) => command);
    const runs = runsOf('ci.yml');
    assert.equal(runs[0], 'npm ci');
    for (const command of ['npm start', 'npm test']) {
      assert.ok(commands.includes(command), command);
      assert.ok(
        runs.some((run) => run.startsWith(command)),
        command,
      );
    }
  });

  it('put no outside text into a script, and use only actions of the forge', () => {
    for (const [name, workflow] of workflows) {
      for (const { run = '', uses = 'actions/' } of stepsOf(workflow)) {
        assert.doesNotMatch(run, /\$\{\{/, name);
        assert.match(uses, /^actions\//, name);
        if (THIS_SYSTEM.commandsOfUnix) execFileSync('sh', ['-n'], { input: run });
      }
    }
  });
});
