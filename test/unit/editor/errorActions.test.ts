import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/index.ts';
import { ASK, COMMANDS, SETTINGS } from '../../../src/editor/ids.ts';
import { FakeUi } from '../../support/fakeUi.ts';
import { MemoryConfiguration, settingsOver } from '../../support/memoryConfiguration.ts';
import * as vscode from '../../support/vscode/stub.ts';
import '../../support/vscode/useVscodeStub.ts';

// The stub has to be registered before the modules that use it are loaded.
const { ErrorActions } = await import('../../../src/editor/errorActions.ts');

type Arguments = ConstructorParameters<typeof ErrorActions>;

describe('ErrorActions', () => {
  it('asks a server that asked to wait once more when Retry is pressed, and only then', async () => {
    const ui = new FakeUi();
    const done: string[] = [];
    const engine = {
      directory: '/',
      get: () => ({ liftHold: (host: string) => Promise.resolve(void done.push(host)) }),
    };
    const log = { error: () => undefined } as unknown as Arguments[2];
    const errors = new ErrorActions(ui, settingsOver(new MemoryConfiguration()), log, engine);
    const retry = (): Promise<void> => Promise.resolve(void done.push('retry'));
    const limited = new EngineError('rateLimited', 'slowly', { host: 'git.example.org', retryAt: 0 });
    ui.next({ press: undefined }, { press: 'Retry' }, { press: 'Retry' });
    await errors.show(limited, { retry });
    assert.deepEqual(done, []);
    await errors.show(limited, { retry });
    assert.deepEqual(done, ['git.example.org', 'retry']);
    await errors.show(new EngineError('server', 'broken', { host: 'git.example.org', status: 500 }), { retry });
    assert.deepEqual(done, ['git.example.org', 'retry', 'retry']);
  });

  it('names the unusable setting that led to a failure, and opens it', async () => {
    const configuration = new MemoryConfiguration();
    configuration.type(SETTINGS.mirrorsOnly, 'yes');
    const ui = new FakeUi();
    const log = { error: () => undefined } as unknown as Arguments[2];
    const errors = new ErrorActions(ui, settingsOver(configuration), log, {} as Arguments[3]);
    ui.next({ press: 'Open Settings' });
    await errors.show(new EngineError('network', '', { host: 'git.example.org', reason: 'MIRRORS_ONLY' }));
    assert.match(
      ui.texts('error').join(),
      /only mirrors may be used\. forgejoArtifacts\.mirrorsOnly must be true or false; until then no instance/,
    );
    assert.deepEqual(vscode.ran.at(-1), { command: COMMANDS.openSettings, args: [SETTINGS.mirrorsOnly] });
  });

  describe('a button', () => {
    const target = { kind: 'version' };
    const file = { path: '/work/forgejo-artifacts.json', key: 'tools', rule: 'object', line: 3, column: 5 } as const;
    const press = async (title: string, error: EngineError, context = {}): Promise<unknown> => {
      const ui = new FakeUi();
      const log = { error: () => undefined } as unknown as Arguments[2];
      const errors = new ErrorActions(ui, settingsOver(new MemoryConfiguration()), log, {} as Arguments[3]);
      ui.next({ press: title });
      await errors.show(error, context);
      return vscode.ran.at(-1);
    };

    it('runs its command for the row concerned, or lets the command ask', async () => {
      const incomplete = new EngineError('incomplete', '', { name: 'o/r v1', unlisted: 9 });
      const command = COMMANDS.openInBrowser;
      assert.deepEqual(await press('Open in Browser', incomplete, { target }), { command, args: [target] });
      assert.deepEqual(await press('Open in Browser', incomplete), { command, args: [] });
      const archive = new EngineError('unsafeArchive', '', { name: 'a.7z', rule: 'unsupported' });
      assert.deepEqual(await press('Save As…', archive, { target }), { command: COMMANDS.downloadAs, args: [target] });
      const missing = new EngineError('notInstalled', '', { tool: 'alice/tool' });
      assert.deepEqual(await press('Install…', missing, { target }), { command: COMMANDS.install, args: [ASK] });
      const full = new EngineError('storage', '', { reason: 'ENOSPC', path: '/c' });
      assert.deepEqual(await press('Empty Cache…', full), { command: COMMANDS.evictAll, args: [] });
      const redirected = new EngineError('redirect', '', { host: 'a.example', rule: 'api' });
      assert.deepEqual(await press('Add Instance…', redirected), { command: COMMANDS.addInstance, args: [] });
    });

    it('opens a workspace file at its fault', async () => {
      const place = new vscode.Position(2, 4);
      assert.deepEqual(await press('Open File', new EngineError('badProjectFile', '', file)), {
        command: 'vscode.open',
        args: [vscode.Uri.file(file.path), { selection: new vscode.Range(place, place) }],
      });
    });
  });
});
