/** A folder of the workspace that is on the disk of the machine where the extension runs. */
export interface ProjectFolder {
  readonly name: string;
  readonly directory: string;
}

/** What is open in the editor. A port, so that tests can open folders. */
export interface Workspace {
  /** What a workspace asks for is done only where the user trusts it. */
  readonly isTrusted: boolean;
  folders(): readonly ProjectFolder[];
  /** To be told that a folder has a lock, for the walkthrough. */
  noteLock(): void;
  /** Saves what was typed into a file and not saved yet. `false` where that could not be saved. */
  save(path: string): Promise<boolean>;
}
