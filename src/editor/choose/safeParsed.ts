import * as v from 'valibot';

/**
 * A foreign value as plain values of the expected form, else `undefined`. Other extensions, keys and links may pass
 * anything, even an object whose getters throw.
 */
export function safeParsed<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> | undefined {
  try {
    const parsed = v.safeParse(schema, value);
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
