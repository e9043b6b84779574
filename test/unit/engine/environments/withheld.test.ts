import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environments } from '../../../../src/engine/environments/environments.ts';
import type { EnvironmentState } from '../../../../src/engine/environments/environmentState.ts';
import type { Verdict } from '../../../../src/engine/environments/withheld.ts';
import { LINUX, useEnvironmentRig } from '../../../support/environmentRig.ts';
import type { TestTool } from '../../../support/environmentRig.ts';

const greet: TestTool = { name: 'greet', version: '1.0.0' };
const saw: TestTool = { name: 'saw', version: '2.0' };

describe('an installed tool that a folder does not accept', function () {
  const rig = useEnvironmentRig();
  const lock = () => rig.lock(greet, saw);
  const build = (
    folder: string,
    verdicts: Readonly<Record<string, Verdict>>,
    environments: Environments = rig.environments(),
  ): Promise<EnvironmentState> =>
    environments.build(folder, lock(), LINUX, { verdicts: new Map(Object.entries(verdicts)) });
  const summary = ({ isCurrent, tools, commands }: EnvironmentState): unknown[] => [
    isCurrent,
    ...tools.map(({ state, isInstalled }) => `${state} ${isInstalled}`),
    [...commands.keys()].toSorted(),
  ];
  const WITHHELD = [false, 'withheld false', 'ready true', ['saw']];
  const ALL = [true, 'ready true', 'ready true', ['greet', 'saw']];

  it('is left out while the other tools are linked, also by later builds', async () => {
    const folder = await rig.folder('a');
    await rig.provide(greet, saw);
    assert.deepEqual(summary(await build(folder, { greet: 'integrity' })), WITHHELD);
    assert.deepEqual(summary(await rig.environments().state(folder, lock(), LINUX)), WITHHELD);
    assert.deepEqual(summary(await build(folder, {})), WITHHELD);
    assert.deepEqual(summary(await build(folder, { greet: 'unknown' })), WITHHELD);
    assert.equal(await rig.environments().which(folder, 'greet'), undefined);
  });

  it('loses its commands in that folder alone, and has them again once it is restored', async () => {
    const [a, b] = [await rig.folder('a'), await rig.folder('b')];
    for (const folder of [a, b]) await rig.restore(folder, greet, saw);
    assert.deepEqual(summary(await build(a, { greet: 'integrity' })), WITHHELD);
    assert.deepEqual(summary(await rig.environments().state(b, lock(), LINUX)), ALL);
    assert.deepEqual(summary(await build(a, { greet: 'restored' })), ALL);
    assert.deepEqual(summary(await build(a, {})), ALL);
  });

  it('counts as refused once it was, and until then as not checked', async () => {
    const folder = await rig.folder('a');
    await rig.provide(greet, saw);
    const refused = async (verdict: Verdict) =>
      (await build(folder, { greet: verdict })).tools.map(({ isRefused }) => isRefused)[0];
    assert.equal(await refused('unknown'), false);
    assert.equal(await refused('clear'), false);
    assert.equal(await refused('integrity'), true);
    assert.equal(await refused('unknown'), true);
    assert.equal(await refused('restored'), undefined);
  });

  it('is remembered with the last reason for which it was refused', async () => {
    const folder = await rig.folder('a');
    await rig.provide(greet, saw);
    const reason = ({ tools }: EnvironmentState) => tools[0]?.refusal;
    assert.equal(reason(await build(folder, { greet: 'unknown' })), undefined);
    assert.equal(reason(await build(folder, { greet: 'integrity' })), 'integrity');
    assert.equal(reason(await build(folder, { greet: 'untrusted' })), 'untrusted');
    assert.equal(reason(await build(folder, { greet: 'unknown' })), 'untrusted');
    assert.equal(reason(await build(folder, { greet: 'restored' })), undefined);
  });

  it('stays refused if the recorded reason is not known to this version', async () => {
    const folder = await rig.folder('a');
    await rig.provide(greet, saw);
    const { binDirectory } = await build(folder, { greet: 'integrity' });
    const file = path.join(path.dirname(binDirectory), 'environment.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"integrity"', '"later"'));
    const { tools } = await rig.environments().state(folder, lock(), LINUX);
    assert.deepEqual([tools[0]?.isRefused, tools[0]?.refusal], [true, undefined]);
  });

  it('is remembered while the lock has another version', async () => {
    const folder = await rig.folder('a');
    await rig.provide(greet, { ...greet, version: '1.1.0' }, saw);
    await build(folder, { greet: 'integrity' });
    const other = rig.lock({ ...greet, version: '1.1.0' }, saw);
    assert.equal((await rig.environments().build(folder, other, LINUX)).isCurrent, true);
    assert.deepEqual(summary(await build(folder, {})), WITHHELD);
  });

  it('is left out even if the lock now names its programs', async () => {
    const folder = await rig.folder('a');
    await rig.provide(greet, saw);
    await build(folder, { greet: 'integrity' });
    const named = rig.lock({ ...greet, executables: ['greet'] }, saw);
    assert.deepEqual(summary(await rig.environments().build(folder, named, LINUX)), WITHHELD);
  });

  it('stays linked if it was linked before and cannot be checked now', async () => {
    const [a, b] = [await rig.folder('a'), await rig.folder('b')];
    await rig.restore(a, greet, saw);
    assert.deepEqual(summary(await build(a, { greet: 'unknown' })), ALL);
    assert.deepEqual(summary(await build(b, { greet: 'unknown' })), WITHHELD);
  });

  it('stays left out after the record of the folder was damaged, and so does any other tool that is not restored', async () => {
    const folder = await rig.folder('a');
    await rig.provide(greet, saw);
    const { binDirectory } = await build(folder, { greet: 'integrity' });
    const NONE = [false, 'withheld false', 'withheld false', []];
    for (const verdicts of [{}, { greet: 'unknown', saw: 'unknown' }, { greet: 'clear', saw: 'clear' }] as const) {
      await writeFile(path.join(path.dirname(binDirectory), 'environment.json'), '{');
      assert.deepEqual(summary(await build(folder, verdicts)), NONE);
      assert.deepEqual(summary(await build(folder, { greet: 'clear', saw: 'clear' })), NONE, 'also later');
    }
    assert.deepEqual(summary(await build(folder, { greet: 'unknown', saw: 'restored' })), WITHHELD);
  });

  it('is remembered when it is the only tool of a folder without an environment', async () => {
    const folder = await rig.folder('a');
    await rig.provide(greet);
    const verdicts = new Map([['greet', 'integrity']] as const);
    const one = rig.lock(greet);
    const built = await rig.environments().build(folder, one, LINUX, { verdicts });
    assert.deepEqual(summary(built), [false, 'withheld false', []]);
    assert.deepEqual(summary(await rig.environments().build(folder, one, LINUX)), [false, 'withheld false', []]);
  });

  it('stays left out if another window was building the environment when it was refused', async () => {
    const folder = await rig.folder('a');
    await rig.restore(folder, greet);
    let refused: EnvironmentState | undefined;
    const slower = rig.environments({
      findOnPath: async () => {
        refused ??= await build(folder, { greet: 'integrity' });
        return new Map();
      },
    });
    await rig.provide(saw);
    assert.deepEqual(summary(await build(folder, {}, slower)), WITHHELD);
    assert.deepEqual(refused && summary(refused), WITHHELD);
    assert.deepEqual(summary(await rig.environments().state(folder, lock(), LINUX)), WITHHELD);
  });

  it('has no launcher on Windows either', async () => {
    const folder = await rig.folder('a');
    const windows = rig.environments({ platform: 'win32' });
    await rig.provide(greet, saw);
    const { binDirectory } = await build(folder, {}, windows);
    const launchers = async (): Promise<readonly string[]> => (await readdir(binDirectory)).toSorted();
    const before = await launchers();
    assert.ok(before.some((name) => name.startsWith('greet')));
    await build(folder, { greet: 'integrity' }, windows);
    assert.deepEqual(
      await launchers(),
      before.filter((name) => name.startsWith('saw')),
    );
  });

  it('keeps what a newer version of the program wrote about it', async () => {
    const folder = await rig.folder('a');
    await rig.provide(greet, saw);
    const { binDirectory } = await build(folder, { greet: 'integrity' });
    const file = path.join(path.dirname(binDirectory), 'environment.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/("withheld": \[\s*\{)/, '$1 "since": 7,'));
    await build(folder, { saw: 'integrity' });
    assert.match(await readFile(file, 'utf8'), /"since": 7/);
  });
});
