import { normaliseBase } from '../forgejo/urls.ts';
import { readRange } from '../versions/range.ts';
import { LATEST } from '../versions/resolveVersion.ts';
import { decodeProject, isNote } from './decodeProject.ts';
import { mayBeTag } from './findVersion.ts';
import { MAX_FILE_BYTES } from './jsonFile.ts';
import { parseJsonText } from './jsonText.ts';
import type { JsonMember, JsonNode } from './jsonText.ts';
import { PROJECT_FILE } from './projectModel.ts';
import type { Lock } from './projectModel.ts';
import { outdatedTools, toolsOnlyLocked } from './updateTool.ts';

/** A problem with a workspace file that its JSON schema cannot express, and the offsets of what it is about. */
export interface ProjectProblem {
  /**
   * `range`: neither a range nor a possible tag. `instance`: not one of the user's. `noInstance`: a tool names none, and there
   * is none for all. `notLocked`, `outdated`: the lock lacks the tool, or has it for another request. `onlyLocked`: the
   * lock has a tool that the file lacks.
   */
  readonly kind: 'range' | 'instance' | 'noInstance' | 'notLocked' | 'outdated' | 'onlyLocked';
  /** The tool or the text that is meant. */
  readonly about: string;
  readonly start: number;
  readonly end: number;
}

interface ProblemsOptions {
  /** The current lock, to compare with; `undefined` if there is none. */
  readonly lock: Lock | undefined;
  readonly isConfigured: (instance: string) => boolean;
}

/** Enough for a readable list. */
const MAX_PROBLEMS = 100;

/**
 * Finds the problems of a workspace file that its JSON schema cannot express. Text that is not JSON has none, because
 * editors report that themselves. Pure.
 */
export function projectProblems(text: string, options: ProblemsOptions): readonly ProjectProblem[] {
  const parsed = text.length > MAX_FILE_BYTES ? undefined : parseJsonText(text);
  const tools = parsed?.ok ? memberOf(parsed.root, 'tools') : undefined;
  if (!parsed?.ok || !tools) return [];
  const common = memberOf(parsed.root, 'instance')?.node;
  const named = (tools.node.members ?? []).filter(({ key }) => !isNote(key));
  const problems = [
    ...instanceProblems(common, options),
    ...named.flatMap((tool) => toolProblems(tool, common, options)),
    ...lockProblems(text, { tools, named }, options.lock),
  ];
  return problems.slice(0, MAX_PROBLEMS);
}

function toolProblems(
  tool: JsonMember,
  common: JsonNode | undefined,
  options: ProblemsOptions,
): readonly ProjectProblem[] {
  const [own, version] = ['instance', 'version'].map((key) => memberOf(tool.node, key)?.node);
  const lacksInstance = tool.node.members !== undefined && !own && !common;
  return [
    ...instanceProblems(own, options),
    ...(lacksInstance ? [atKey('noInstance', tool)] : []),
    ...(version && typeof version.value === 'string' && !isRequest(version.value) ? [atValue('range', version)] : []),
  ];
}

function instanceProblems(node: JsonNode | undefined, { isConfigured }: ProblemsOptions): readonly ProjectProblem[] {
  if (typeof node?.value !== 'string') return [];
  const base = normaliseBase(node.value);
  return base.ok && isConfigured(base.value) ? [] : [atValue('instance', node)];
}

/** Whether a version can be resolved at all, once the instance lists what there is. */
function isRequest(version: string): boolean {
  return version === LATEST || readRange(version) !== undefined || mayBeTag(version);
}

interface Listed {
  readonly tools: JsonMember;
  readonly named: readonly JsonMember[];
}

/** Nothing is compared while the file cannot be read, because that problem is shown already. */
function lockProblems(text: string, { tools, named }: Listed, lock: Lock | undefined): readonly ProjectProblem[] {
  const project = lock && readable(text);
  if (!project) return [];
  const outdated = new Set(outdatedTools(project, lock));
  return [
    ...named
      .filter(({ key }) => outdated.has(key))
      .map((tool) => atKey(lock.tools.has(tool.key) ? 'outdated' : 'notLocked', tool)),
    ...toolsOnlyLocked(project.tools, lock).map((about) => ({ ...atKey('onlyLocked', tools), about })),
  ];
}

function readable(text: string): ReturnType<typeof decodeProject> | undefined {
  try {
    return decodeProject(text, PROJECT_FILE);
  } catch {
    return undefined;
  }
}

function memberOf({ members }: JsonNode, key: string): JsonMember | undefined {
  return members?.find((member) => member.key === key);
}

function atKey(kind: ProjectProblem['kind'], { key, keyStart }: JsonMember): ProjectProblem {
  return { kind, about: key, start: keyStart, end: keyStart + JSON.stringify(key).length };
}

function atValue(kind: ProjectProblem['kind'], { value, start, end }: JsonNode): ProjectProblem {
  return { kind, about: String(value), start, end };
}
