import type { Log } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import type { SettingsStore } from './settings.ts';
import type { SettingProblem } from './settingsModel.ts';

/** `forgejoArtifacts.mirrorsOnly must be true or false; until then no instance is contacted.` */
export function problemLine({ key, reason }: SettingProblem): string {
  return `${key} ${plain(reason)}.`;
}

/** Logs each unusable setting when it appears or changes. Returns what stops it. */
export function logProblems(
  settings: Pick<SettingsStore, 'problems' | 'onDidChange'>,
  log: Pick<Log, 'warn'>,
): { dispose(): void } {
  let logged: ReadonlySet<string> = new Set();
  const update = (): void => {
    const lines = new Set(settings.problems.map(problemLine));
    for (const line of lines) if (!logged.has(line)) log.warn(line);
    logged = lines;
  };
  update();
  return settings.onDidChange(update);
}
