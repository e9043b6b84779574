import * as v from 'valibot';
import { ruleOf } from './ruleOf.ts';

/**
 * An object by names that somebody chose, as a map: every name counts, also `constructor` and `__proto__`, which `v.record`
 * drops without a word. Takes an array for no object. The first thing that is wrong is reported with its place.
 */
export function dictionary<K extends string, V extends v.GenericSchema>(
  key: v.GenericSchema<unknown, K>,
  value: V,
  rule: string,
): v.GenericSchema<unknown, ReadonlyMap<K, v.InferOutput<V>>> {
  return v.pipe(
    v.custom<object>((input) => typeof input === 'object' && input !== null && !Array.isArray(input), rule),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const found = new Map<K, v.InferOutput<V>>();
      for (const [name, inner] of Object.entries(dataset.value) as [string, unknown][]) {
        const parsed = v.safeParse(v.tuple([key, value]), [name, inner], { abortEarly: true });
        if (!parsed.success) {
          const [first] = parsed.issues;
          const issue = ruleOf(first) === 'missingKey' ? (misspelt(key, value, [name, inner]) ?? first) : first;
          const place = { type: 'unknown', origin: 'value', input: dataset.value, key: name, value: inner } as const;
          addIssue({ message: ruleOf(issue), path: [place, ...(issue.path?.slice(1) ?? [])] });
          return NEVER;
        }
        found.set(...parsed.output);
      }
      return found;
    }),
  );
}

/** A key that nobody knows, where another is missing: as a rule it is that one spelled wrong. */
function misspelt(
  key: v.GenericSchema,
  value: v.GenericSchema,
  entry: readonly [string, unknown],
): v.BaseIssue<unknown> | undefined {
  const { issues = [] } = v.safeParse(v.tuple([key, value]), entry);
  return issues.find((issue) => ruleOf(issue) === 'unknownKey');
}
