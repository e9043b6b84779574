import * as v from 'valibot';

/**
 * What somebody else hands over, as plain values of the form that is meant; `undefined` for all else. Other extensions, keys
 * and links may hand over anything, a getter that throws too.
 */
export function safeParsed<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> | undefined {
  try {
    const parsed = v.safeParse(schema, value);
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
