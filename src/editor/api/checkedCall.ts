import * as v from 'valibot';
import { isCancelled } from '../../words/describeError.ts';
import { badArgument, toApiError } from './apiError.ts';

/** Any argument; its schema turns it into plain values. */
type Arguments = v.GenericSchema<unknown, readonly unknown[]>;

/**
 * A call of the interface. Checks its arguments and copies everything on the way in and out, so that neither side holds an
 * object the other can change. `name` is for the message. A call whose signal is aborted does nothing and rejects with the
 * signal's reason.
 * @throws ApiError, by rejecting
 */
export function checkedCall<S extends Arguments, R>(
  name: string,
  schema: S,
  work: (...args: v.InferOutput<S>) => Promise<R>,
): (...given: readonly unknown[]) => Promise<R> {
  return async (...given) => {
    const args = read(name, schema, given);
    const signal = signalOf(args);
    signal?.throwIfAborted();
    try {
      return structuredClone(await work(...args));
    } catch (error) {
      signal?.throwIfAborted();
      throw isCancelled(error) ? error : toApiError(error);
    }
  };
}

function read<S extends Arguments>(name: string, schema: S, given: readonly unknown[]): v.InferOutput<S> {
  let parsed: v.SafeParseResult<S>;
  try {
    parsed = v.safeParse(schema, given, { abortEarly: true });
  } catch (cause) {
    // A getter in the caller's arguments threw.
    throw badArgument(`${name}: an argument cannot be read`, { cause });
  }
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const [index, ...keys] = issue.path?.map(({ key }) => String(key)) ?? [];
  const path = [`argument ${Number(index ?? 0) + 1}`, ...keys].join('.');
  throw badArgument(`${name}: ${path} has the wrong type or value (${issue.expected ?? issue.message})`);
}

/** The signal in the options, which are the last argument of the calls that have any. */
function signalOf(args: readonly unknown[]): AbortSignal | undefined {
  const options = args.at(-1);
  if (typeof options !== 'object' || options === null || !('signal' in options)) return undefined;
  return options.signal instanceof AbortSignal ? options.signal : undefined;
}
