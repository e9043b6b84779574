/** Every id that package.json and the code must agree on; a test compares the two. */

export const COMMANDS = {
  addInstance: 'forgejoArtifacts.addInstance',
  removeInstance: 'forgejoArtifacts.removeInstance',
  browseCodeberg: 'forgejoArtifacts.browseCodeberg',
  signIn: 'forgejoArtifacts.signIn',
  signOut: 'forgejoArtifacts.signOut',
  setMirrorCredentials: 'forgejoArtifacts.setMirrorCredentials',
  addRepository: 'forgejoArtifacts.addRepository',
  removeRepository: 'forgejoArtifacts.removeRepository',
  search: 'forgejoArtifacts.search',
  filter: 'forgejoArtifacts.filter',
  clearFilter: 'forgejoArtifacts.clearFilter',
  refresh: 'forgejoArtifacts.refresh',
  refreshAll: 'forgejoArtifacts.refreshAll',
  download: 'forgejoArtifacts.download',
  downloadAs: 'forgejoArtifacts.downloadAs',
  pause: 'forgejoArtifacts.pause',
  pauseAll: 'forgejoArtifacts.pauseAll',
  resume: 'forgejoArtifacts.resume',
  cancel: 'forgejoArtifacts.cancel',
  showDownloads: 'forgejoArtifacts.showDownloads',
  showDownloadsToday: 'forgejoArtifacts.showDownloadsToday',
  verify: 'forgejoArtifacts.verify',
  verifyAll: 'forgejoArtifacts.verifyAll',
  evict: 'forgejoArtifacts.evict',
  evictAll: 'forgejoArtifacts.evictAll',
  keepInCache: 'forgejoArtifacts.keepInCache',
  stopKeeping: 'forgejoArtifacts.stopKeeping',
  reveal: 'forgejoArtifacts.reveal',
  openInBrowser: 'forgejoArtifacts.openInBrowser',
  copyLink: 'forgejoArtifacts.copyLink',
  copySha256: 'forgejoArtifacts.copySha256',
  copyPath: 'forgejoArtifacts.copyPath',
  openFile: 'forgejoArtifacts.openFile',
  showDetails: 'forgejoArtifacts.showDetails',
  inspectRelease: 'forgejoArtifacts.inspectRelease',
  showEvidence: 'forgejoArtifacts.showEvidence',
  trustKey: 'forgejoArtifacts.trustKey',
  forgetKey: 'forgejoArtifacts.forgetKey',
  pinDigest: 'forgejoArtifacts.pinDigest',
  unpinDigest: 'forgejoArtifacts.unpinDigest',
  acceptChange: 'forgejoArtifacts.acceptChange',
  install: 'forgejoArtifacts.install',
  useVersion: 'forgejoArtifacts.useVersion',
  chooseCommands: 'forgejoArtifacts.chooseCommands',
  update: 'forgejoArtifacts.update',
  uninstall: 'forgejoArtifacts.uninstall',
  runInTerminal: 'forgejoArtifacts.runInTerminal',
  revealProgram: 'forgejoArtifacts.revealProgram',
  checkForUpdates: 'forgejoArtifacts.checkForUpdates',
  showFileNames: 'forgejoArtifacts.showFileNames',
  showPlatforms: 'forgejoArtifacts.showPlatforms',
  addToPath: 'forgejoArtifacts.addToPath',
  removeFromPath: 'forgejoArtifacts.removeFromPath',
  addToWorkspace: 'forgejoArtifacts.addToWorkspace',
  restoreTools: 'forgejoArtifacts.restoreTools',
  updateWorkspaceTool: 'forgejoArtifacts.updateWorkspaceTool',
  updateAllWorkspaceTools: 'forgejoArtifacts.updateAllWorkspaceTools',
  checkLock: 'forgejoArtifacts.checkLock',
  forgetEnvironment: 'forgejoArtifacts.forgetEnvironment',
  exportTools: 'forgejoArtifacts.exportTools',
  importTools: 'forgejoArtifacts.importTools',
  workspaceTools: 'forgejoArtifacts.workspaceTools',
  path: 'forgejoArtifacts.path',
  diagnoseConnection: 'forgejoArtifacts.diagnoseConnection',
  showLog: 'forgejoArtifacts.showLog',
  openSettings: 'forgejoArtifacts.openSettings',
  loadMore: 'forgejoArtifacts.loadMore',
  retry: 'forgejoArtifacts.retry',
  openSelected: 'forgejoArtifacts.openSelected',
} as const;

/** Commands that make no sense in the palette: they belong to a row, a button or a key. */
export const INTERNAL_COMMANDS: readonly string[] = [
  COMMANDS.loadMore,
  COMMANDS.refreshAll,
  COMMANDS.retry,
  COMMANDS.openSelected,
  COMMANDS.path,
];

/** The names of both files of a workspace folder, repeated from the engine, which is not loaded yet when they are watched. */
export const FILES = { project: 'forgejo-artifacts.json', lock: 'forgejo-artifacts.lock.json' } as const;

/** The task type. */
export const TASK_TYPE = 'forgejo-artifacts';

/** The names by which language models know the tools. */
export const AGENT_TOOLS = {
  findArtifact: 'forgejo_find_artifact',
  getArtifact: 'forgejo_get_artifact',
} as const;

export const VIEWS = {
  artifacts: 'forgejoArtifacts.artifacts',
  installed: 'forgejoArtifacts.installed',
  cache: 'forgejoArtifacts.cache',
} as const;

export const SETTINGS = {
  instances: 'forgejoArtifacts.instances',
  cacheMaxSize: 'forgejoArtifacts.cache.maxSize',
  cacheDirectory: 'forgejoArtifacts.cache.directory',
  downloadsConcurrent: 'forgejoArtifacts.downloads.concurrent',
  downloadsPerDay: 'forgejoArtifacts.downloads.perDay',
  refreshAfterMinutes: 'forgejoArtifacts.lists.refreshAfterMinutes',
  networkCaFile: 'forgejoArtifacts.network.caFile',
  networkTransport: 'forgejoArtifacts.network.transport',
  networkAllowedHosts: 'forgejoArtifacts.network.allowedHosts',
  mirrors: 'forgejoArtifacts.mirrors',
  mirrorsOnly: 'forgejoArtifacts.mirrorsOnly',
  verificationRequire: 'forgejoArtifacts.verification.require',
  requireByPlace: 'forgejoArtifacts.verification.requireByPlace',
  trustedKeys: 'forgejoArtifacts.verification.trustedKeys',
  addToPath: 'forgejoArtifacts.install.addToPath',
  installMaxSize: 'forgejoArtifacts.install.maxSize',
  installMaxFiles: 'forgejoArtifacts.install.maxFiles',
  installMinimumAge: 'forgejoArtifacts.install.minimumAge',
  installMaxRatio: 'forgejoArtifacts.install.maxRatio',
  fileNames: 'forgejoArtifacts.view.fileNames',
} as const;

/** Earlier name of a setting, read if the new one is not set. */
export const EARLIER_SETTINGS: Readonly<Record<string, string>> = {
  [SETTINGS.refreshAfterMinutes]: 'forgejoArtifacts.metadata.ttlMinutes',
};

/** Keys for `when` clauses. */
export const CONTEXTS = {
  /** No instance is configured. */
  noInstance: 'forgejoArtifacts.noInstance',
  /** The tree would be empty without signing in: every instance needs a token and none has one. */
  needsToken: 'forgejoArtifacts.needsToken',
  filtered: 'forgejoArtifacts.filtered',
  downloading: 'forgejoArtifacts.downloading',
  /** The list of an instance has a repository or an owner. */
  listed: 'forgejoArtifacts.listed',
  /** A tool is installed. */
  installed: 'forgejoArtifacts.hasInstalled',
  /** A key is trusted. */
  trusted: 'forgejoArtifacts.hasTrustedKey',
  /** An open folder has a lock. */
  locked: 'forgejoArtifacts.hasLock',
} as const;

/** The argument of buttons named `Install…`, which promise a question whatever is selected. */
export const ASK = 'ask';
