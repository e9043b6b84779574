import assert from 'node:assert/strict';
import { sep } from 'node:path';
import { readFile } from 'node:fs/promises';
import jsonata from 'jsonata';
import { projectPaths } from '../../src/engine/index.ts';

interface Preset {
  readonly customManagers: readonly {
    readonly fileFormat: string;
    readonly managerFilePatterns: readonly string[];
    readonly matchStrings: readonly string[];
    readonly datasourceTemplate: string;
  }[];
  readonly packageRules: readonly {
    readonly postUpgradeTasks: { readonly commands: readonly string[]; readonly fileFilters: readonly string[] };
  }[];
}

interface Found {
  readonly depName: string;
  readonly packageName: string;
  readonly currentValue: string;
  readonly registryUrl: string;
}

describe('the preset for Renovate', () => {
  let manager: Preset['customManagers'][number];
  let tasks: Preset['packageRules'][number]['postUpgradeTasks'];
  before(async () => {
    const preset = JSON.parse(await readFile('.forgejo/renovate/forgejo-artifacts.json', 'utf8')) as Preset;
    [manager, tasks] = [preset.customManagers[0]!, preset.packageRules[0]!.postUpgradeTasks];
  });

  /** What Renovate finds in a workspace file. It uses the same library, and takes a single result for a list of one. */
  async function find(file: object): Promise<readonly Found[]> {
    const results = await Promise.all(manager.matchStrings.map((query) => jsonata(query).evaluate(file) as unknown));
    const found = results.flat().filter((one) => one !== undefined) as Found[];
    return found.map((one) => ({ ...one }));
  }

  it('reads workspace files in every directory, and no lock', () => {
    const { file, lock } = projectPaths('sub/directory');
    const reads = (path: string): boolean =>
      manager.managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(path));
    for (const path of [file.replaceAll(sep, '/'), 'forgejo-artifacts.json']) assert.ok(reads(path), path);
    for (const path of [lock, 'my-forgejo-artifacts.json', 'forgejo-artifacts.json.bak', 'forgejo-artifactsxjson'])
      assert.ok(!reads(path), path);
    assert.deepEqual(tasks.fileFilters, ['**/forgejo-artifacts.lock.json']);
  });

  it('finds tools from releases with their instance, their version or range', async () => {
    const file = {
      instance: 'https://git.example.org/forge',
      tools: {
        saw: { release: 'tools/saw', version: '^1.4' },
        plane: { release: 'other/plane', version: 'v2.0.1', instance: ' git.other.example ' },
      },
    };
    assert.deepEqual(await find(file), [
      {
        depName: 'saw',
        packageName: 'tools/saw',
        currentValue: '^1.4',
        registryUrl: 'https://git.example.org/forge',
      },
      {
        depName: 'plane',
        packageName: 'other/plane',
        currentValue: 'v2.0.1',
        registryUrl: 'https://git.other.example',
      },
    ]);
    assert.equal((await find({ ...file, tools: { saw: file.tools.saw } })).length, 1);
  });

  it('skips packages, the latest version, notes, and tools without an instance', async () => {
    const tools = {
      glue: { package: 'tools/glue', version: '1.0.0' },
      newest: { release: 'tools/newest', version: ' latest ' },
      $note: 'for people',
      '// saw': { release: 'tools/saw', version: '1.0.0' },
    };
    assert.deepEqual(await find({ instance: 'https://git.example.org', tools }), []);
    assert.deepEqual(await find({ tools: { saw: { release: 'tools/saw', version: '1.0.0' } } }), []);
    assert.deepEqual(await find({ instance: 'https://git.example.org', tools: {} }), []);
    assert.deepEqual(await find({}), []);
  });

  it('passes no name to the command that a shell or the command line would misread', async () => {
    const tool = { release: 'tools/saw', version: '1.0.0' };
    const names = ['a; touch pwned', '$(id)', '`id`', '--cache', 'a b', 'a\nb', '../a', 'a|b', ''];
    const tools = Object.fromEntries(names.map((name) => [name, tool]));
    assert.deepEqual(await find({ instance: 'https://git.example.org', tools }), []);
    assert.deepEqual(tasks.commands, ['forgejo-artifacts update {{{depName}}}']);
  });

  it('reads a malformed file without failing', async () => {
    for (const saw of [
      null,
      5,
      'x',
      [],
      { release: 7, version: '1' },
      { release: 'a/b', version: 1 },
      { release: 'a/b' },
    ])
      assert.deepEqual(await find({ instance: 'https://git.example.org', tools: { saw } }), [], JSON.stringify(saw));
    assert.deepEqual(await find({ instance: 5, tools: { saw: { release: 'a/b', version: '1' } } }), []);
  });
});
