import type { Ui } from '../../src/editor/ui/ui.ts';

/** A user who dismisses every question. Records what was opened or copied. */
export class DismissingUi implements Ui {
  readonly opened: string[] = [];
  readonly copied: string[] = [];
  /** The titles of the questions. */
  readonly asked: string[] = [];

  readonly inform = async (): Promise<undefined> => undefined;
  readonly warn = this.inform;
  readonly error = this.inform;
  readonly saveAs = this.inform;
  readonly chooseFolder = this.inform;
  readonly chooseFile = this.inform;

  async confirm(question: string): Promise<boolean> {
    this.asked.push(question);
    return false;
  }

  async input({ title }: { readonly title: string }): Promise<undefined> {
    this.asked.push(title);
  }

  async pick(items: unknown, { title }: { readonly title: string }): Promise<undefined> {
    await items;
    this.asked.push(title);
  }

  async pickMany(_items: unknown, { title }: { readonly title: string }): Promise<undefined> {
    this.asked.push(title);
  }

  async search({ title }: { readonly title: string }): Promise<undefined> {
    this.asked.push(title);
  }

  progress: Ui['progress'] = (_title, work) => work(() => undefined, new AbortController().signal);

  async copy(text: string): Promise<void> {
    this.copied.push(text);
  }

  async clipboard(): Promise<string> {
    return '';
  }

  async openExternal(url: string): Promise<void> {
    this.opened.push(url);
  }
}
