import assert from 'node:assert/strict';
import { typeCommand } from '../../../../src/editor/installs/typeCommand.ts';
import { runProjectTool } from '../../../../src/editor/project/runProjectTool.ts';
import type { ProjectTool, ReadProject } from '../../../../src/editor/project/projectStatus.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { makeInstalled } from '../../../support/makeInstalled.ts';
import { useTempDir } from '../../../support/tempDir.ts';

/** The default storage on macOS. */
const STORAGE = '/Users/a/Library/Application Support/Code';
const UNTYPED = 'Nothing was typed, because the shell of your terminal might not take the path of tool literally.';

describe('Run in Terminal', () => {
  const directory = useTempDir();
  let fake: FakeServices;
  let ui: FakeUi;
  beforeEach(async () => {
    ui = new FakeUi();
    fake = await makeServices(directory(), ui, []);
    fake.configuration.type(SETTINGS.addToPath, false);
  });
  afterEach(() => fake[Symbol.asyncDispose]());

  const path = `${STORAGE}/bin/tool`;
  const installed = (): ReturnType<typeof makeInstalled> => {
    const made = makeInstalled();
    return { ...made, executables: made.executables.map((one) => ({ ...one, path })) };
  };
  const project = (commands: readonly string[]): [ReadProject, ProjectTool] => {
    const environment = { commands: new Map([['tool', path]]) };
    const status = { kind: 'read', folder: { name: 'project', directory: '/project' }, environment } as unknown;
    return [status as ReadProject, { name: 'tool', commands } as unknown as ProjectTool];
  };

  it('quotes the path of a tool that is not on the PATH, whoever installed it', async () => {
    await typeCommand(fake.services, installed());
    await runProjectTool(fake.services, ...project(['tool']));
    assert.deepEqual(fake.host.typed, [`'${path}'`, `'${path}'`]);
    assert.deepEqual(fake.host.typedIn, [undefined, '/project']);
  });

  it('says why nothing was typed, and copies the path', async () => {
    fake.host.shell = '/usr/bin/nu';
    ui.next({ press: 'Copy Path' }, { press: 'Copy Path' });
    await typeCommand(fake.services, installed());
    await runProjectTool(fake.services, ...project(['tool']));
    assert.deepEqual(ui.texts('inform'), [UNTYPED, UNTYPED]);
    assert.deepEqual(ui.copied, [path, path]);
    assert.deepEqual(fake.host.typed, []);
  });

  it('says that a tool has no commands', async () => {
    await typeCommand(fake.services, makeInstalled({ commands: [] }));
    await runProjectTool(fake.services, ...project([]));
    const sentence = 'None of the programs of tool has a usable command name.';
    assert.deepEqual(ui.texts('inform'), [sentence, sentence]);
  });
});
