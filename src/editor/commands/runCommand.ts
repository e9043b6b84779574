import { withRowsOfKey } from '../choose/targets.ts';
import { COMMANDS } from '../ids.ts';
import { runOrReport } from '../inBackground.ts';
import type { Services } from '../services.ts';
import { acceptChange } from './acceptChange.ts';
import { addInstance } from './addInstance.ts';
import { addRepository } from './addRepository.ts';
import { addToWorkspace } from './addToWorkspace.ts';
import { addToPath, removeFromPath } from './binPath.ts';
import { browseCodeberg } from './browseCodeberg.ts';
import { cancel } from './cancel.ts';
import { chooseCommands } from './chooseCommands.ts';
import { clearFilter } from './clearFilter.ts';
import { checkForUpdates } from './checkForUpdates.ts';
import { checkLock } from './checkLock.ts';
import { copyLink, copyPath, copySha256 } from './copy.ts';
import { diagnoseConnection } from './diagnoseConnection.ts';
import { download } from './download.ts';
import { downloadAs } from './downloadAs.ts';
import { evict } from './evict.ts';
import { evictAll } from './evictAll.ts';
import { showFileNames, showPlatforms } from './fileNames.ts';
import { exportTools } from './exportTools.ts';
import { filter } from './filter.ts';
import { forgetEnvironment } from './forgetEnvironment.ts';
import { forgetKey } from './forgetKey.ts';
import { importTools } from './importTools.ts';
import { inspectRelease } from './inspectRelease.ts';
import { install } from './install.ts';
import { loadMore } from './loadMore.ts';
import { openFile } from './openFile.ts';
import { openInBrowser } from './openInBrowser.ts';
import { openSelected } from './openSelected.ts';
import { openSettings } from './openSettings.ts';
import { path } from './path.ts';
import { pause, pauseAll } from './pause.ts';
import { keepInCache, stopKeeping } from './keepInCache.ts';
import { pinDigest, unpinDigest } from './pinDigest.ts';
import { refresh } from './refresh.ts';
import { refreshAll } from './refreshAll.ts';
import { removeInstance } from './removeInstance.ts';
import { removeRepository } from './removeRepository.ts';
import { restoreTools } from './restoreTools.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { reveal } from './reveal.ts';
import { revealProgram } from './revealProgram.ts';
import { runInTerminal } from './runInTerminal.ts';
import { search } from './search.ts';
import { showDetails } from './showDetails.ts';
import { showDownloads } from './showDownloads.ts';
import { showDownloadsToday } from './showDownloadsToday.ts';
import { showEvidence } from './showEvidence.ts';
import { showLog } from './showLog.ts';
import { signIn } from './signIn.ts';
import { setMirrorCredentials } from './setMirrorCredentials.ts';
import { signOut } from './signOut.ts';
import { trustKey } from './trustKey.ts';
import { uninstall } from './uninstall.ts';
import { update } from './update.ts';
import { updateAllWorkspaceTools, updateWorkspaceTool } from './updateWorkspaceTools.ts';
import { useVersion } from './useVersion.ts';
import { verifyAndShow } from './verifyAndShow.ts';
import { verifyAll } from './verifyAll.ts';
import { workspaceTools } from './workspaceTools.ts';

/** A command's work. Arguments come from rows, keys and other extensions, so they are unknown. */
type Handler = (services: Services, ...args: readonly unknown[]) => Promise<unknown>;

const HANDLERS: Readonly<Record<keyof typeof COMMANDS, Handler>> = {
  addInstance,
  removeInstance,
  browseCodeberg,
  signIn,
  signOut,
  setMirrorCredentials,
  addRepository,
  removeRepository,
  search,
  filter,
  clearFilter,
  refresh,
  refreshAll,
  download,
  downloadAs,
  pause,
  pauseAll,
  resume,
  cancel,
  showDownloads,
  showDownloadsToday,
  verify: verifyAndShow,
  verifyAll,
  evict,
  evictAll,
  keepInCache,
  stopKeeping,
  reveal,
  openFile,
  openInBrowser,
  copyLink,
  copySha256,
  copyPath,
  showDetails,
  inspectRelease,
  showEvidence,
  trustKey,
  forgetKey,
  pinDigest,
  unpinDigest,
  acceptChange,
  install,
  useVersion,
  chooseCommands,
  update,
  uninstall,
  runInTerminal,
  revealProgram,
  checkForUpdates,
  showFileNames,
  showPlatforms,
  addToPath,
  removeFromPath,
  addToWorkspace,
  restoreTools,
  updateWorkspaceTool,
  updateAllWorkspaceTools,
  checkLock,
  forgetEnvironment,
  exportTools,
  importTools,
  workspaceTools,
  path,
  diagnoseConnection,
  showLog,
  openSettings,
  loadMore,
  retry,
  openSelected,
};

const BY_ID: ReadonlyMap<string, Handler> = new Map(
  Object.entries(HANDLERS).map(([name, handler]) => [COMMANDS[name as keyof typeof COMMANDS], handler]),
);

/** Runs a command by its id. A failure that the command does not handle is shown and not rethrown. */
export async function runCommand(services: Services, command: string, args: readonly unknown[]): Promise<unknown> {
  const handler = BY_ID.get(command);
  return handler && runOrReport(services, async () => handler(services, ...(await withRowsOfKey(services, args))));
}
