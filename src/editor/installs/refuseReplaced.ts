import { EngineError } from '../../engine/index.ts';
import type { AssetRecord } from '../../engine/index.ts';

/**
 * A file that took another one's place may be looked at, but is not handed to a program before somebody has said that they
 * know. @throws EngineError `changed`
 */
export function refuseReplaced({ name, evidence: { changes } }: AssetRecord): void {
  if (!changes.some(({ kind }) => kind === 'replaced')) return;
  throw new EngineError('changed', `${name} took the place of another file`, { name, changes });
}
