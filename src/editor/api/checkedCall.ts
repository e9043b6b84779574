import * as v from 'valibot';

/** A call with arguments of the wrong shape. */
export class ArgumentError extends TypeError {
  override readonly name = 'ArgumentError';
  readonly code = 'badArgument';
}

/** Any argument; its schema turns it into plain values. */
type Arguments = v.GenericSchema<unknown, readonly unknown[]>;

/**
 * A call of the interface. Checks its arguments and copies everything on the way in and out, so that neither side holds an
 * object the other can change. `name` is for the message.
 * @throws ArgumentError, by rejecting
 */
export function checkedCall<S extends Arguments, R>(
  name: string,
  schema: S,
  work: (...args: v.InferOutput<S>) => Promise<R>,
): (...given: readonly unknown[]) => Promise<R> {
  return async (...given) => structuredClone(await work(...read(name, schema, given)));
}

function read<S extends Arguments>(name: string, schema: S, given: readonly unknown[]): v.InferOutput<S> {
  let parsed: v.SafeParseResult<S>;
  try {
    parsed = v.safeParse(schema, given, { abortEarly: true });
  } catch (cause) {
    // A getter in the caller's arguments threw.
    throw new ArgumentError(`${name}: an argument cannot be read`, { cause });
  }
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const [index, ...keys] = issue.path?.map(({ key }) => String(key)) ?? [];
  const path = [`argument ${Number(index ?? 0) + 1}`, ...keys].join('.');
  throw new ArgumentError(`${name}: ${path} has the wrong type or value (${issue.expected ?? issue.type})`);
}
