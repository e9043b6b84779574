import { plain } from '../../words/format.ts';
import { pickProject } from '../project/projectTargets.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** Removes a folder's commands from its terminals until its tools are restored. The tools remain installed. */
export async function forgetEnvironment(services: Services, ...args: readonly unknown[]): Promise<void> {
  const { projects, projectMemory, engine, ui } = services;
  const status = await pickProject(services, args, t('Forget Environment'));
  if (!status) return;
  const { directory, name } = status.folder;
  // Noted first, because the next scan would link the tools again otherwise.
  await projectMemory.noteForgotten(directory);
  try {
    await engine.get().environments.forget(directory);
  } finally {
    await projects.refresh();
  }
  const message = t(
    'The terminals of {0} no longer have its tools. Restore Workspace Tools brings them back.',
    plain(name, 60),
  );
  await ui.inform(message);
}
