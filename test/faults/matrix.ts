import type { Cell, Row } from './cells.ts';
import { runCell } from './runCell.ts';

/** Most of a cell's time is spent waiting for a time limit of the engine. */
const AT_ONCE = 24;

/** Runs all cells, several at once. Each promise resolves as soon as its cell has ended. */
export function runMatrix(cells: readonly Cell[]): readonly Promise<Row>[] {
  const running = new Set<string[]>();
  const onUnhandled = (reason: unknown): void => {
    for (const rejections of running) rejections.push(`unhandled rejection: ${String(reason)}`);
  };
  process.on('unhandledRejection', onUnhandled);
  const started = cells.map((cell) => ({ cell, ...Promise.withResolvers<Row>() }));
  const waiting = started.values();
  const work = async (): Promise<void> => {
    for (const { cell, resolve } of waiting) {
      const rejections: string[] = [];
      running.add(rejections);
      const row = await runCell(cell).catch((error: unknown) => crashed(cell, error));
      running.delete(rejections);
      resolve(rejections.length === 0 ? row : { ...row, ok: false, problems: [...row.problems, ...rejections] });
    }
  };
  const workers = Array.from({ length: AT_ONCE }, () => work());
  void Promise.all(workers).finally(() => process.off('unhandledRejection', onUnhandled));
  return started.map(({ promise }) => promise);
}

function crashed(cell: Cell, error: unknown): Row {
  const problems = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  return { ...cell, outcome: 'the matrix failed', requests: 0, leftOnDisk: 'unknown', ok: false, problems };
}
