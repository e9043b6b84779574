import type * as v from 'valibot';
import type { ProjectRule } from '../errors.ts';

/** What an issue of one of our schemas says: most have the rule as their message, and objects of fixed keys have none. */
export function ruleOf({ type, expected, received, message }: v.BaseIssue<unknown>): ProjectRule {
  if (type !== 'strict_object' && type !== 'object') return message as ProjectRule;
  if (expected === 'never') return 'unknownKey';
  return expected !== 'Object' && received === 'undefined' ? 'missingKey' : 'object';
}
