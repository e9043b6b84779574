import assert from 'node:assert/strict';
import { describeError } from '../../src/words/describeError.ts';
import type { Found, InputOptions, PickItem, PickOptions, Report, SearchOptions, Ui } from '../../src/editor/ui/ui.ts';

/** What the user does next. `undefined` dismisses. */
export type Step =
  /** Types into a box and presses Enter. */
  | { readonly input: string | undefined }
  /** Presses a button of a message. A message without such a step is dismissed. */
  | { readonly press: string | undefined }
  | { readonly confirm: boolean }
  /** Chooses the row with this label, or the row that matches the pattern. */
  | { readonly pick: string | RegExp | undefined }
  /** Ticks the rows with these labels. */
  | { readonly pickMany: readonly (string | RegExp)[] | undefined }
  /** Types into a list that updates with the typed text, and chooses the row with this label. */
  | { readonly search: string; readonly choose?: string | RegExp; readonly pressButtonOf?: string | RegExp }
  | { readonly saveAs: string | undefined }
  | { readonly folder: string | undefined }
  | { readonly file: string | undefined };

export interface ShownMessage {
  readonly kind: 'inform' | 'warn' | 'error' | 'confirm' | 'refused' | 'notice' | 'asked' | 'progress';
  readonly text: string;
  /** The buttons, or the labels of the rows. */
  readonly offered: readonly string[];
  /** The rows that are ticked from the start, in a list that allows several. */
  readonly ticked?: readonly string[];
}

type Target = NonNullable<Awaited<ReturnType<Ui['saveAs']>>>;

type Kind = Step extends infer S ? (S extends unknown ? Exclude<keyof S, 'choose' | 'pressButtonOf'> : never) : never;
type StepOf<K extends Kind> = Extract<Step, Record<K, unknown>>;

/**
 * A user with a script: answers the questions in order and records everything that was shown. A question that the script
 * does not expect fails the test at once.
 */
export class FakeUi implements Ui {
  /** Everything that was shown, oldest first; `refused` are sentences under a box that stayed open. */
  readonly messages: ShownMessage[] = [];
  readonly copied: string[] = [];
  readonly opened: string[] = [];
  /** The content of the clipboard. */
  pasted = '';
  readonly #steps: Step[];

  constructor(...steps: readonly Step[]) {
    this.#steps = [...steps];
  }

  /** Adds to what the user will do. */
  next(...steps: readonly Step[]): this {
    this.#steps.push(...steps);
    return this;
  }

  /** The texts of one kind. */
  texts(kind: ShownMessage['kind']): string[] {
    return this.messages.filter((message) => message.kind === kind).map(({ text }) => text);
  }

  /** Fails if steps of the script are left. */
  finish(): void {
    assert.deepEqual(this.#steps, [], 'steps of the script that were not used');
  }

  inform(message: string, ...actions: readonly string[]): Promise<string | undefined> {
    return this.#message('inform', message, actions);
  }

  warn(message: string, ...actions: readonly string[]): Promise<string | undefined> {
    return this.#message('warn', message, actions);
  }

  error(message: string, ...actions: readonly string[]): Promise<string | undefined> {
    return this.#message('error', message, actions);
  }

  async confirm(question: string, detail: string, action: string): Promise<boolean> {
    this.#show('confirm', `${question} ${detail}`, [action]);
    return this.#next('confirm', question).confirm;
  }

  async input(options: InputOptions): Promise<string | undefined> {
    this.#show('asked', `${options.title}: ${options.prompt}`, [options.value ?? '']);
    for (;;) {
      const { input } = this.#next('input', options.title);
      if (input === undefined) return undefined;
      const problem = options.validate?.(input) ?? (await check(options, input));
      if (problem === undefined) return input;
      this.#show('refused', problem, []);
    }
  }

  async pick<T>(
    items: readonly PickItem<T>[] | Promise<readonly PickItem<T>[]>,
    { title, placeholder }: PickOptions,
  ): Promise<T | undefined> {
    const rows = await items;
    this.#show('asked', `${title}: ${placeholder}`, labels(rows));
    const { pick } = this.#next('pick', title);
    return pick === undefined ? undefined : choose(rows, pick).value;
  }

  async pickMany<T>(
    items: readonly PickItem<T>[],
    { title, placeholder }: PickOptions,
  ): Promise<readonly T[] | undefined> {
    const ticked = labels(items.filter(({ isPicked }) => isPicked));
    this.messages.push({ kind: 'asked', text: `${title}: ${placeholder}`, offered: labels(items), ticked });
    const { pickMany } = this.#next('pickMany', title);
    return pickMany?.map((wanted) => choose(items, wanted).value);
  }

  async search<T>({ title, placeholder, find, button }: SearchOptions<T>): Promise<T | undefined> {
    const step = this.#next('search', title);
    const { items, notice }: Found<T> = await find(step.search, new AbortController().signal);
    this.#show('asked', `${title}: ${placeholder}`, labels(items));
    if (notice !== undefined) this.#show('notice', notice, []);
    if (step.pressButtonOf !== undefined) button?.press(choose(items, step.pressButtonOf).value);
    return step.choose === undefined ? undefined : choose(items, step.choose).value;
  }

  progress<T>(title: string, work: (report: Report, signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#show('progress', title, []);
    return work(() => undefined, new AbortController().signal);
  }

  async saveAs(suggestedName: string, title: string): Promise<Target | undefined> {
    this.#show('asked', title, [suggestedName]);
    return target(this.#next('saveAs', title).saveAs);
  }

  async chooseFolder(title: string): Promise<Target | undefined> {
    this.#show('asked', title, []);
    return target(this.#next('folder', title).folder);
  }

  async chooseFile(title: string): Promise<Target | undefined> {
    this.#show('asked', title, []);
    return target(this.#next('file', title).file);
  }

  async clipboard(): Promise<string> {
    return this.pasted;
  }

  async copy(text: string): Promise<void> {
    this.copied.push(text);
  }

  async openExternal(url: string): Promise<void> {
    this.opened.push(url);
  }

  async #message(
    kind: 'inform' | 'warn' | 'error',
    text: string,
    actions: readonly string[],
  ): Promise<string | undefined> {
    this.#show(kind, text, actions);
    const [step] = this.#steps;
    if (actions.length === 0 || !step || !('press' in step)) return undefined;
    this.#steps.shift();
    if (step.press !== undefined) assert.ok(actions.includes(step.press), `no button ${step.press} in ${text}`);
    return step.press;
  }

  #show(kind: ShownMessage['kind'], text: string, offered: readonly string[]): void {
    this.messages.push({ kind, text, offered });
  }

  #next<K extends Kind>(kind: K, question: string): StepOf<K> {
    const step = this.#steps.shift();
    assert.ok(step && kind in step, `${question}: asked for ${kind}, but the script has ${JSON.stringify(step)}`);
    return step as unknown as StepOf<K>;
  }
}

function target(path: string | undefined): Target | undefined {
  return path === undefined ? undefined : ({ fsPath: path, path, scheme: 'file' } as Target);
}

function labels(rows: readonly PickItem<unknown>[]): string[] {
  return rows.map(({ label }) => label);
}

function choose<T>(rows: readonly PickItem<T>[], wanted: string | RegExp): PickItem<T> {
  const found = rows.find(({ label }) => (typeof wanted === 'string' ? label === wanted : wanted.test(label)));
  assert.ok(found, `no row ${wanted} among ${labels(rows).join(', ')}`);
  return found;
}

function check(options: InputOptions, text: string): Promise<string | undefined> | undefined {
  return options.check?.(text, new AbortController().signal).catch((error: unknown) => describeError(error).message);
}
