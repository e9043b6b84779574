/** A folder of the workspace that is on the disk of the machine where the extension runs. */
export interface ProjectFolder {
  readonly name: string;
  readonly directory: string;
}

/** What is open in the editor. A port, so that tests can open folders. */
export interface Workspace {
  /** Requests of a workspace are followed only if the user trusts it. */
  readonly isTrusted: boolean;
  folders(): readonly ProjectFolder[];
  /** The path of the active editor's folder, if it is in one. */
  activeFolder(): string | undefined;
  /** Opens a file in the editor. */
  open(path: string): Promise<void>;
  /** Reports that a folder has a lock, for the walkthrough. */
  noteLock(): void;
  /** Saves unsaved edits of a file. `false` if that failed. */
  save(path: string): Promise<boolean>;
}
