import type { FileResults } from '../../engine/index.ts';
import { showFailureOf } from '../inBackground.ts';
import type { Services } from '../services.ts';
import { fileResultsReport } from './fileResultsReport.ts';

interface Finished {
  /** The name of the report's document. */
  readonly name: string;
  readonly title: string;
  readonly sentence: string;
  readonly files: FileResults & { readonly lacking?: readonly { readonly asset: string; readonly file: string }[] };
  readonly retry: () => Promise<void>;
  /** Tells the user that all went well; `report` shows the details. */
  readonly tell: (report: () => Promise<void>) => Promise<void>;
}

/** Reports the result of an export or an import. Does not wait for an answer. */
export function showFileResults(services: Services, { name, title, sentence, files, retry, tell }: Finished): void {
  const report = (): Promise<void> => services.reports.show(name, fileResultsReport({ title, sentence, ...files }));
  const failed = files.results.find((result) => !result.ok);
  const shown = failed ? services.errors.show(failed.error, { name: failed.asset, retry, report }) : tell(report);
  showFailureOf(services, shown);
}
