import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import type { Log } from '../../engine/index.ts';
import { refusedSetting } from './changeSetting.ts';
import type { Configuration } from './configuration.ts';
import { SettingsStore } from './settings.ts';

const SECTION = 'forgejoArtifacts';

/** The settings of the window. */
export function createEditorSettings(log: Pick<Log, 'error'>): SettingsStore {
  return new SettingsStore({
    configuration: editorConfiguration(),
    clock: systemClock,
    changed: new vscode.EventEmitter<void>(),
    note: (error) => log.error(String(error)),
  });
}

function editorConfiguration(): Configuration {
  const { workspace, ConfigurationTarget } = vscode;
  return {
    get: (key) => workspace.getConfiguration().get(key),
    userValue: (key) => workspace.getConfiguration().inspect<unknown>(key)?.globalValue,
    write: async (key, value) => {
      try {
        await workspace.getConfiguration().update(key, value, ConfigurationTarget.Global);
      } catch (error) {
        // The settings file cannot be parsed or has unsaved edits; the editor says which, and writes nothing.
        throw refusedSetting(key, error instanceof Error ? error.message : String(error), error);
      }
    },
    onDidChange: (listener) =>
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SECTION)) listener();
      }),
  };
}
