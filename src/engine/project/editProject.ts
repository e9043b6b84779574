import { isDeepStrictEqual } from 'node:util';
import { objectAt, putMember, removeMember } from './editJson.ts';
import { JsonFile } from './jsonFile.ts';
import { PROJECT_FILE } from './projectModel.ts';
import type { ToolSpec } from './projectModel.ts';
import { sourceFields } from './projectSchema.ts';
import { decodeProject } from './decodeProject.ts';

/**
 * Returns a workspace file's text with one tool replaced or added. Everything else is unchanged to the character,
 * including the rest of the tool if only its version differs. Without a text, returns that of a new file.
 *
 * @throws EngineError `badProjectFile`: an invalid file is not edited
 */
export function putTool(text: string | undefined, name: string, spec: ToolSpec): string {
  const before = text ?? '{\n  "tools": {}\n}\n';
  const there = decodeProject(before, PROJECT_FILE).tools.get(name);
  const { root } = new JsonFile(before, PROJECT_FILE);
  const tools = objectAt(root, ['tools']);
  const common = (root.value as { readonly instance?: string }).instance;
  const tool = objectAt(root, ['tools', name]);
  const isSame = there !== undefined && isDeepStrictEqual({ ...there, version: spec.version }, spec);
  const after =
    isSame && tool
      ? putMember(before, tool, ['version', spec.version])
      : tools
        ? putMember(before, tools, [name, fieldsOf(spec, common)])
        : before;
  // The name and the spec are foreign input too.
  decodeProject(after, PROJECT_FILE);
  return after;
}

/**
 * Returns a workspace file's text without one tool. Every other character stays the same. @throws EngineError
 * `badProjectFile`
 */
export function removeTool(text: string, name: string): string {
  decodeProject(text, PROJECT_FILE);
  const tools = objectAt(new JsonFile(text, PROJECT_FILE).root, ['tools']);
  return tools ? removeMember(text, tools, name) : text;
}

function fieldsOf({ instance, source, version, asset, executables }: ToolSpec, common: string | undefined): object {
  return {
    ...(instance !== common && { instance }),
    ...sourceFields(source),
    version,
    ...(asset !== undefined && { asset }),
    ...(executables && { executables }),
  };
}
