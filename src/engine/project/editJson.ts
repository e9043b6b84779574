import type { JsonMember, JsonNode } from './jsonText.ts';
import { nodeAt } from './jsonText.ts';

/** The layout of a text. */
interface Layout {
  readonly indent: string;
  readonly lineEnd: string;
}

/**
 * Returns the text with one member of an object replaced, or added after the last. Everything else stays, to the character.
 * `object` is a node of `root`, which was read from this text.
 */
export function putMember(text: string, object: JsonNode, [key, value]: readonly [string, unknown]): string {
  const layout = layoutOf(text);
  const { members = [] } = object;
  const there = members.find((member) => member.key === key);
  const base = there ?? members[0];
  const indent = base ? lineIndent(text, base.keyStart) : lineIndent(text, object.start) + layout.indent;
  const written = write(value, indent, layout);
  if (there) return splice(text, there.node.start, there.node.end, written);
  const last = members.at(-1);
  const member = `${JSON.stringify(key)}: ${written}`;
  if (last) return splice(text, last.node.end, last.node.end, `,${layout.lineEnd}${indent}${member}`);
  const inside = `{${layout.lineEnd}${indent}${member}${layout.lineEnd}${lineIndent(text, object.start)}}`;
  return splice(text, object.start, object.end, inside);
}

/**
 * Returns the text without one member of an object, its comma and its line break. Everything else stays, to the character.
 */
export function removeMember(text: string, { start, end, members = [] }: JsonNode, key: string): string {
  const at = members.findIndex((member) => member.key === key);
  const gone = members[at];
  if (!gone) return text;
  const [before, after] = [members[at - 1], members[at + 1]];
  if (before) return splice(text, before.node.end, gone.node.end, '');
  return after ? splice(text, gone.keyStart, after.keyStart, '') : splice(text, start, end, '{}');
}

/** The object under a path, if there is one. */
export function objectAt(root: JsonNode, path: readonly string[]): JsonNode | undefined {
  const node = nodeAt(root, path);
  const isThere = path.every((key, depth) =>
    nodeAt(root, path.slice(0, depth)).members?.some((member: JsonMember) => member.key === key),
  );
  return isThere && node.members ? node : undefined;
}

function write(value: unknown, indent: string, { indent: step, lineEnd }: Layout): string {
  return JSON.stringify(value, undefined, step).replaceAll('\n', `${lineEnd}${indent}`);
}

function splice(text: string, start: number, end: number, put: string): string {
  return text.slice(0, start) + put + text.slice(end);
}

/** The first indented line gives the step. */
function layoutOf(text: string): Layout {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return { indent, lineEnd: text.includes('\r\n') ? '\r\n' : '\n' };
}

function lineIndent(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
