import type { InferOutput } from 'valibot';
import { JsonFile } from './jsonFile.ts';
import { projectSchema, toSource } from './projectSchema.ts';
import type { ToolFields } from './projectSchema.ts';
import type { Project, ToolSpec } from './projectModel.ts';
import { isToolName } from './toolName.ts';

/**
 * Reads a workspace file. Keys that begin with `$` or `//` are notes; any other unknown key is an error, because it is
 * probably a misspelt one.
 *
 * @throws EngineError `badProjectFile` with the first fault and its place; `path` serves only for that
 */
export function decodeProject(text: string, path: string): Project {
  const file = new JsonFile(text, path);
  const tools = file.root.members?.find(({ key }) => key === 'tools')?.node.members ?? [];
  for (const { key } of tools) {
    if (!isNote(key) && !isToolName(key)) throw file.fault('toolName', ['tools', key]);
  }
  const project = file.decode(projectSchema, withoutNotes(file.root.value));
  return {
    tools: new Map([...project.tools].map(([name, fields]) => [name, toSpec(file, name, { ...fields, project })])),
  };
}

function toSpec(
  file: JsonFile,
  name: string,
  { project, ...fields }: ToolFields & { readonly project: InferOutput<typeof projectSchema> },
): ToolSpec {
  const source = toSource(fields);
  if (source === 'twoSources') throw file.fault(source, ['tools', name, 'package']);
  if (source === 'missingKey') throw file.fault(source, ['tools', name, 'release']);
  const instance = fields.instance ?? project.instance;
  if (instance === undefined) throw file.fault('missingKey', ['tools', name, 'instance']);
  const { version, asset, executables } = fields;
  const { minimumAge, platforms } = project;
  return {
    instance,
    source,
    version,
    ...(asset !== undefined && { asset }),
    ...(executables && { executables }),
    ...(platforms && { platforms }),
    ...(minimumAge !== undefined && { minimumAgeMs: minimumAge }),
  };
}

/** Whether a key of a workspace file is a note, which means nothing to the program. */
export function isNote(key: string): boolean {
  return /^(?:\$|\/\/)/.test(key);
}

function withoutNotes(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).filter(([key]) => !isNote(key));
  return Object.fromEntries(fields.map(([key, inner]) => [key, withoutNotes(inner)]));
}
