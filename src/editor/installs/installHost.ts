import type { Machine } from '../../engine/index.ts';
import type { EditorExtension } from './takeover.ts';

/** What installing needs from the editor and the machine. A port, so that tests can answer. */
export interface InstallHost {
  /** The machine that tools run on; `undefined` if it cannot be detected. */
  machine(): Promise<Machine | undefined>;
  /** The output of a system command; `undefined` if there is no such command. */
  output(command: string, args: readonly string[]): Promise<string | undefined>;
  /** The path of the shell of new terminals; '' if unknown. */
  readonly shell: string;
  /** Opens a new terminal, in `cwd` if given, and types this text into it. The user presses Enter. */
  typeInTerminal(title: string, text: string, cwd?: string): void;
  /** Installs an editor extension from a file. */
  installExtension(file: string): Promise<void>;
  uninstallExtension(id: string): Promise<void>;
  /** The version of a running extension; `undefined` if the editor does not have it or does not run it. */
  extensionVersion(id: string): string | undefined;
  /** The extension with that id in the editor, even if it does not run. */
  findExtension(id: string): Promise<EditorExtension | undefined>;
  /** The id of this extension. */
  readonly ownId: string;
}
