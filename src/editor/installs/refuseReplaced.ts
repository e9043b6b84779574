import { EngineError } from '../../engine/index.ts';
import type { AssetRecord } from '../../engine/index.ts';

/**
 * Why a file is not handed to a program, if it is not: one that took another one's place may be looked at, but no more
 * before somebody has said that they know.
 */
export function replacedError({ name, evidence: { changes } }: AssetRecord): EngineError | undefined {
  if (!changes.some(({ kind }) => kind === 'replaced')) return undefined;
  return new EngineError('changed', `${name} took the place of another file`, { name, changes });
}

/** @throws EngineError `changed`, see `replacedError` */
export function refuseReplaced(record: AssetRecord): void {
  const error = replacedError(record);
  if (error) throw error;
}
