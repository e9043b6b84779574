import * as vscode from 'vscode';
import type { Log } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';

/** More of one message helps nobody, and servers choose how long some are. */
const MAX_LENGTH = 4000;

/** The extension's log, which a person can open. */
export interface VisibleLog extends Log, vscode.Disposable {
  show(): void;
}

/** A line for each message: what a server says cannot pass for another line. */
export function createLog(name: string): VisibleLog {
  const channel = vscode.window.createOutputChannel(name, { log: true });
  return {
    debug: (message) => channel.debug(plain(message, MAX_LENGTH)),
    info: (message) => channel.info(plain(message, MAX_LENGTH)),
    warn: (message) => channel.warn(plain(message, MAX_LENGTH)),
    error: (message) => channel.error(plain(message, MAX_LENGTH)),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
