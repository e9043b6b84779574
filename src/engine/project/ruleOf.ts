import type * as v from 'valibot';
import type { ProjectRule } from '../errors.ts';

/** The rule behind a schema issue: usually its message; strict objects have none. */
export function ruleOf({ type, expected, received, message }: v.BaseIssue<unknown>): ProjectRule {
  if (type !== 'strict_object' && type !== 'object') return message as ProjectRule;
  if (expected === 'never') return 'unknownKey';
  return expected !== 'Object' && received === 'undefined' ? 'missingKey' : 'object';
}
