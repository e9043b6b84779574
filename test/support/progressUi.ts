import { FakeUi } from './fakeUi.ts';

/** Keeps what a progress notification said, and can press its Cancel. */
export class ProgressUi extends FakeUi {
  /** The titles of those that were shown. */
  readonly shown: string[] = [];
  readonly lines: string[] = [];
  readonly cancel = new AbortController();
  override progress: FakeUi['progress'] = (title, work) => {
    this.shown.push(title);
    return work((message, percent) => void this.lines.push(`${title}: ${message} [${percent}]`), this.cancel.signal);
  };
}
