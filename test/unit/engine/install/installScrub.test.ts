import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDue } from '../../../../src/engine/install/installScrub.ts';
import type { Installer } from '../../../../src/engine/install/installer.ts';
import type { InstallOutcome } from '../../../../src/engine/install/installed.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { program, toolTar, useInstallRig } from '../../../support/installRig.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const WEEK = Array.from({ length: 7 }, (_, day) => day);

interface Kept {
  executables: { sha256: string; stamp?: string }[];
}

describe('installs that are read again in the background', () => {
  const rig = useInstallRig();
  let clock: FakeClock;
  let window: Installer;
  beforeEach(() => {
    clock = new FakeClock();
    window = rig.installer({ clock });
  });
  afterEach(() => window.close());

  const manifestOf = ({ directory }: InstallOutcome): string => path.join(directory, '..', 'install.json');
  const kept = async (outcome: InstallOutcome): Promise<Kept> =>
    JSON.parse(await readFile(manifestOf(outcome), 'utf8')) as Kept;
  const stampOf = async (outcome: InstallOutcome): Promise<string | undefined> =>
    (await kept(outcome)).executables[0]?.stamp;

  /** Lets time pass and checks an install now and then, until the condition holds. */
  async function passUntil(outcome: InstallOutcome, isSo: (stamp: string | undefined) => boolean): Promise<void> {
    while (!isSo(await stampOf(outcome))) await clock.advance(10 * 60 * 1000);
  }

  /** Lets a week pass in the same way. */
  async function passWeek(outcome: InstallOutcome): Promise<void> {
    const end = clock.now() + 8 * DAY_MS;
    await passUntil(outcome, () => clock.now() > end);
  }

  /** Changes one byte of the program as a faulty disk would, so nothing else about the file differs. */
  async function rot(outcome: InstallOutcome): Promise<void> {
    const manifest = await kept(outcome);
    manifest.executables[0]!.sha256 = '0'.repeat(64);
    await writeFile(manifestOf(outcome), JSON.stringify(manifest));
  }

  it('have one day in each week', () => {
    for (const hash of ['00000000', 'ffffffff', '0123abcd'])
      assert.equal(WEEK.filter((day) => isDue(`v1.0-0000${hash}`, day * DAY_MS)).length, 1);
  });

  it('are made again by the next restore if their bytes changed by themselves', async () => {
    const made = await rig.install('tool.tar', toolTar());
    await rot(made);
    await window.tidy();
    await passUntil(made, (stamp) => stamp === undefined);
    assert.ok(
      rig.log.lines.some((line) => line.includes('changed on disk')),
      rig.log.lines.join('\n'),
    );
    await rig.install('tool.tar', toolTar());
    assert.notEqual((await kept(made)).executables[0]?.sha256, '0'.repeat(64));
  });

  it('stay as they are if nothing changed', async () => {
    const made = await rig.install('tool.tar', toolTar());
    const before = await kept(made);
    await window.tidy();
    await passWeek(made);
    assert.deepEqual(await kept(made), before);
    assert.ok((await readFile(made.executables[0]?.path ?? '')).equals(program()));
  });

  it('are left alone after the end', async () => {
    const made = await rig.install('tool.tar', toolTar());
    await rot(made);
    await window.tidy();
    await window.close();
    await passWeek(made);
    assert.equal(typeof (await stampOf(made)), 'string');
    assert.equal(clock.pending, 0);
  });
});
