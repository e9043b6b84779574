import * as v from 'valibot';
import { ruleOf } from './ruleOf.ts';

/**
 * Validates an object with free keys as a map: every key counts, including `constructor` and `__proto__`, which `v.record`
 * drops silently. Refuses arrays. Reports the first fault with its place.
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
          const item = { type: 'unknown', origin: 'value', input: dataset.value, key: name, value: inner } as const;
          addIssue({ message: ruleOf(issue), path: [item, ...(issue.path?.slice(1) ?? [])] });
          return NEVER;
        }
        found.set(...parsed.output);
      }
      return found;
    }),
  );
}

/** An unknown key next to a missing one is usually that one misspelt. */
function misspelt(
  key: v.GenericSchema,
  value: v.GenericSchema,
  entry: readonly [string, unknown],
): v.BaseIssue<unknown> | undefined {
  const { issues = [] } = v.safeParse(v.tuple([key, value]), entry);
  return issues.find((issue) => ruleOf(issue) === 'unknownKey');
}
