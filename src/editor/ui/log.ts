import * as vscode from 'vscode';
import type { Log } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';

/** Longer messages are no more useful, and servers choose how long some are. */
const MAX_LENGTH = 4000;

/** The extension's log, which a person can open. */
export interface VisibleLog extends Log, vscode.Disposable {
  show(): void;
}

/** Each message is one line, so that a server's text cannot pass for another entry. */
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
