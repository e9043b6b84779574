import type { Installed } from '../../engine/index.ts';
import { foldersWith } from '../project/lockedNames.ts';
import type { Services } from '../services.ts';
import type { CommandReach } from './installWords.ts';

/** Where the names of an installed tool's commands run it, as far as the editor knows. */
export function commandReach(services: Services, { executables }: Installed): CommandReach {
  const linked = executables.filter((one) => one.linked).map(({ command }) => command);
  return { isOnPath: services.settings.current.addToPath, folders: foldersWith(services, linked) };
}
