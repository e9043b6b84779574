import * as vscode from 'vscode';
import { COMMANDS } from '../ids.ts';
import type { Services } from '../services.ts';

/** What a command does. Arguments come from rows, keys and other extensions, so they are unknown. */
export type Handler = (services: Services, ...args: readonly unknown[]) => Promise<unknown>;

const HANDLERS: Partial<Record<keyof typeof COMMANDS, Handler>> = {};

/** Registers every command. A failure that a command did not deal with itself is shown, and is not thrown at its caller. */
export function registerCommands(services: Services): vscode.Disposable {
  const registered = Object.entries(HANDLERS).map(([name, handler]) =>
    vscode.commands.registerCommand(COMMANDS[name as keyof typeof COMMANDS], async (...args: unknown[]) => {
      try {
        return await handler(services, ...args);
      } catch (error) {
        await services.errors.show(error);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
