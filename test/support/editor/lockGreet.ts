import type { Workbench } from './workbench.ts';

/** Adds the demo's greet to the open folder and locks its first version, as a person does. */
export async function lockGreet(window: Workbench): Promise<void> {
  await window.expand(/^workshop\/greet/);
  await window.row(/^v1\.0\.0,/).click();
  await window.commandAndPick('Forgejo Artifacts: Add to Workspace…', /^\^1\.0\.0/);
  await window.previewText('Lock preview');
  await window.pick(/^Write the Lock/);
  await window.notification(/greet v1\.0\.0 is locked for \d+ platforms/);
}
