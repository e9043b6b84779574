import * as v from 'valibot';
import { safeParsed } from '../choose/safeParsed.ts';
import type { TreeNode } from './nodes.ts';

const KINDS = [
  'workspace',
  'instance',
  'owner',
  'repository',
  'packages',
  'package',
  'version',
  'asset',
  'evidenceFiles',
  'more',
  'message',
] as const satisfies readonly TreeNode['kind'][];

const rowSchema = v.object({ kind: v.picklist(KINDS), id: v.string() });

/** Whether an argument may be a row of the artifact tree. The tree accepts it only if it has a row with this id. */
export function isTreeNode(value: unknown): value is TreeNode {
  return safeParsed(rowSchema, value) !== undefined;
}
