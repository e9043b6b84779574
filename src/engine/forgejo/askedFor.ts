import { foldCase } from '../model.ts';
import { badResponse } from './decode.ts';

/**
 * Holds what an answer names against what was asked for, as the server compares names: whoever may upload decides what is
 * at a name, but not which name is looked at. `path` is the place in the answer.
 *
 * @throws EngineError `badResponse` where it names something else
 */
export function refuseOther(url: URL, path: string, asked: string, named: string): void {
  if (foldCase(asked) !== foldCase(named)) throw badResponse(url, path, `${JSON.stringify(named)} was not asked for`);
}

/**
 * The last parts of the address that answered, decoded: what was asked for, under its new name where the server redirected
 * from an old one.
 */
export function lastParts(url: URL, count: number): readonly string[] {
  return url.pathname.split('/').slice(-count).map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
