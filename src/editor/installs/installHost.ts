import type { Machine } from '../../engine/index.ts';
import type { EditorExtension } from './takeover.ts';

/** What installing asks of the editor and of the machine. A port, so that tests can answer. */
export interface InstallHost {
  /** What tools have to run on; `undefined` where that cannot be told. */
  machine(): Promise<Machine | undefined>;
  /** What a command of the system prints; `undefined` where there is no such command. */
  output(command: string, args: readonly string[]): Promise<string | undefined>;
  /** Opens a new terminal with this in it, as if somebody had typed it. Enter is left to the person. */
  typeInTerminal(title: string, text: string): void;
  /** Installs an extension of the editor from a file. */
  installExtension(file: string): Promise<void>;
  uninstallExtension(id: string): Promise<void>;
  /** The version of an extension that the editor has; `undefined` where it has none or does not run it. */
  extensionVersion(id: string): string | undefined;
  /** What the editor has under that id, also where it does not run it. */
  findExtension(id: string): Promise<EditorExtension | undefined>;
  /** The id of this extension. */
  readonly ownId: string;
}
