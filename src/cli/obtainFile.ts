import { isEngineError, systemClock } from '../engine/index.ts';
import type { Asset, CachedAsset, EngineError, Progress } from '../engine/index.ts';
import { enumerate, plain } from '../words/format.ts';
import { FileFailure } from './cliError.ts';
import type { Context } from './context.ts';
import type { CliOptions } from './invocation.ts';
import type { Pick } from './pickAsset.ts';
import { TransferLine } from './transferLine.ts';

/** Obtains a file with progress on the terminal; `--accept-change` accepts a changed one. @throws FileFailure, and EngineError as `obtain` */
export async function obtainFile(
  asset: Asset,
  { acceptChange }: { readonly acceptChange: CliOptions['acceptChange'] },
  { engine, printer, signal }: Context,
): Promise<CachedAsset> {
  const line = new TransferLine(systemClock, (text) => printer.progress(text));
  const onProgress = (progress: Progress): void => line.file(asset.name, progress);
  const get = (): Promise<CachedAsset> =>
    engine.obtain(asset, { signal, onProgress }).catch((error: unknown) => {
      throw isAboutFile(error) ? new FileFailure(asset.name, error) : error;
    });
  try {
    return await get();
  } catch (error) {
    if (!acceptChange || !isEngineError(error, 'changed')) throw error;
    await engine.accept(asset, error.facts.changes);
    return get();
  }
}

/** Whether its words say "this file". */
function isAboutFile(error: unknown): error is EngineError {
  return (
    isEngineError(error, 'integrity') || isEngineError(error, 'hostNotAllowed') || isEngineError(error, 'tooLarge')
  );
}

/** `Picked greet-linux-x64: linux, x64. Assumed: …` */
export function pickSentence({ asset, reason, assumptions }: Pick): string {
  const name = plain(asset.name, 80);
  const assumed = assumptions.length > 0 ? ` Assumed: ${enumerate(assumptions, 'and')}.` : '';
  return reason === '' ? `Using ${name}, as requested.` : `Picked ${name}: ${reason}.${assumed}`;
}
