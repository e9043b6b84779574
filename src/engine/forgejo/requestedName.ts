import { foldCase } from '../model.ts';
import { badResponse } from './decode.ts';

/**
 * Checks that a response names the requested thing, comparing names as the server does: an uploader controls what a name
 * contains, but not which name is read. `path` is the position in the response.
 *
 * @throws EngineError `badResponse` if it names something else
 */
export function assertRequestedName(url: URL, path: string, asked: string, named: string): void {
  if (foldCase(asked) !== foldCase(named)) throw badResponse(url, path, `${JSON.stringify(named)} was not requested`);
}

/**
 * The last segments of the final address, decoded: the requested name, or the new name if the server redirected from an old
 * one.
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
