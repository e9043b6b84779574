type WorkspaceFault =
  | { readonly reason: 'untrusted' | 'noFolder' | 'noProject' | 'noLock' | 'emptyLock' | 'noMachine' }
  /** The folder that the caller named is not one of the open ones. */
  | { readonly reason: 'notOpen'; readonly folder: string }
  /** Several open folders have a lock, and the caller named none. */
  | { readonly reason: 'severalFolders'; readonly folders: readonly string[] }
  /** An editor holds edits of a file that it could not save. */
  | { readonly reason: 'unsaved'; readonly file: string }
  | { readonly reason: 'noTool'; readonly tool: string; readonly available: readonly string[] }
  | {
      readonly reason: 'noExecutable';
      readonly tool: string;
      readonly executable: string;
      readonly available: readonly string[];
    };

/** A workspace request that cannot be met. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';
  readonly code = 'workspace';
  readonly fault: WorkspaceFault;

  constructor(fault: WorkspaceFault) {
    super(`the workspace cannot do that: ${fault.reason}`);
    this.fault = fault;
  }
}
