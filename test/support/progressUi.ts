import { FakeUi } from './fakeUi.ts';

/** Records the texts of a progress notification, and can press its Cancel button. */
export class ProgressUi extends FakeUi {
  /** The titles of the progress notifications. */
  readonly shown: string[] = [];
  readonly lines: string[] = [];
  readonly cancel = new AbortController();
  override progress: FakeUi['progress'] = (title, work) => {
    this.shown.push(title);
    return work((message, percent) => void this.lines.push(`${title}: ${message} [${percent}]`), this.cancel.signal);
  };
}
