import { isEngineError } from '../../src/engine/index.ts';
import type { Live } from './live.ts';

/** Something that should hold. `run` returns a line about what it saw, and throws if it does not hold. */
export interface LiveCase {
  readonly name: string;
  readonly run: (live: Live) => Promise<string>;
}

export type State = 'held' | 'BROKEN' | 'not offered';

export interface Result {
  readonly name: string;
  readonly state: State;
  readonly detail: string;
  readonly durationMs: number;
}

/** The instance has nothing to try this on. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered';
}

/** Returns the value, or ends the case because the instance does not offer one. */
export function offered<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new NotOffered(what);
  return value;
}

const LIMIT_MS = 90_000;

export async function runCase({ name, run }: LiveCase, live: Live): Promise<Result> {
  const startedAt = performance.now();
  const timer = Promise.withResolvers<never>();
  const timeout = setTimeout(() => timer.reject(new Error(`took longer than ${LIMIT_MS} ms`)), LIMIT_MS);
  const end = (state: State, detail: string): Result => {
    return { name, state, detail, durationMs: Math.round(performance.now() - startedAt) };
  };
  try {
    return end('held', await Promise.race([run(live), timer.promise]));
  } catch (error) {
    return end(error instanceof NotOffered || isClosed(error, live.token) ? 'not offered' : 'BROKEN', describe(error));
  } finally {
    clearTimeout(timeout);
  }
}

/**
 * Whether access was refused to an anonymous caller or to a token without a scope, which is the instance's right. Refusing
 * the token itself is not.
 */
function isClosed(error: unknown, token: string | undefined): boolean {
  if (isEngineError(error, 'forbidden')) return true;
  return token === undefined && isEngineError(error, 'unauthorized');
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  const why = cause instanceof Error && !isEngineError(cause) ? ` (${cause.message})` : '';
  const text = isEngineError(error) ? `${error.code}: ${message}${why}` : message;
  return text.replace(/\s+/g, ' ').slice(0, 300);
}
