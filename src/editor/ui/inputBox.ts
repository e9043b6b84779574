import * as vscode from 'vscode';
import { describeError } from '../../words/describeError.ts';
import { inert } from './inert.ts';
import type { InputOptions } from './ui.ts';

/**
 * The editor's input box. It stays open until its text is accepted: a slow check runs while the box is open, so that a wrong
 * address or token is corrected where it was typed.
 */
export function showInput(options: InputOptions): Promise<string | undefined> {
  const { validate, check } = options;
  const box = createBox(options);
  return new Promise((resolve) => {
    let asking: AbortController | undefined;
    let answer: string | undefined;
    const rest = (problem: string | undefined): void => {
      asking?.abort();
      asking = undefined;
      box.busy = false;
      box.validationMessage = problem === undefined ? undefined : inert(problem);
    };
    const accept = async (): Promise<void> => {
      if (asking) return;
      const { value: typed } = box;
      const problem = validate?.(typed) ?? (check && (await ask(typed, check)));
      if (problem === STALE) return;
      if (problem !== undefined) return rest(problem);
      answer = typed;
      box.hide();
    };
    const ask = async (typed: string, run: NonNullable<typeof check>): Promise<string | typeof STALE | undefined> => {
      const current = new AbortController();
      asking = current;
      box.busy = true;
      box.validationMessage = undefined;
      const problem = await run(typed, current.signal).catch((error: unknown) => describeError(error).message);
      return asking === current ? problem : STALE;
    };
    box.onDidChangeValue((typed) => rest(validate?.(typed)));
    box.onDidAccept(() => {
      accept().catch((error: unknown) => rest(describeError(error).message));
    });
    box.onDidHide(() => {
      asking?.abort();
      asking = undefined;
      box.dispose();
      resolve(answer);
    });
    box.show();
  });
}

function createBox({ title, prompt, placeholder = '', value = '', password = false }: InputOptions): vscode.InputBox {
  const box = vscode.window.createInputBox();
  box.title = inert(title);
  box.prompt = inert(prompt);
  box.placeholder = inert(placeholder);
  box.value = value;
  box.password = password;
  box.ignoreFocusOut = true;
  return box;
}

/** The text in the box changed while it was being checked. */
const STALE = Symbol('stale');
