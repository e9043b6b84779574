import { EngineError } from '../errors.ts';

/** The code of a failed request, from the system, OpenSSL or undici; it may be several causes deep. */
function reasonOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 5) return undefined;
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  const inner = reasonOf(cause, depth + 1) ?? (Array.isArray(errors) ? reasonOf(errors[0], depth + 1) : undefined);
  const { code } = error as { code?: unknown };
  return inner ?? (typeof code === 'string' ? code : undefined);
}

/**
 * Turns a transport's failure into the engine's error. An aborted signal wins: its own reason is returned unchanged, so that
 * a cancelled call never looks like a broken network.
 */
export function asFailure(error: unknown, host: string, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof EngineError) return error;
  const reason = reasonOf(error);
  const message = `no usable answer from ${host}${reason ? `: ${reason}` : ''}`;
  return new EngineError('network', message, { host, ...(reason && { reason }) }, { cause: error });
}
