import { hash } from 'node:crypto';
import path from 'node:path';
import { shortSourceName, sourceKey } from '../model.ts';
import { safeFileName } from '../safeName.ts';
import { withoutEnd } from '../text.ts';
import type { InstalledAsset, Tool, UnreadableInstall } from './installed.ts';

/** The length of a directory's name: Windows paths are short, and archives need room for theirs. */
const MAX_NAME = 40;
const HASH_LENGTH = 12;

/**
 * The paths of installs. The names on disk are for people; a hash of the real names keeps the directories distinct on every
 * file system. Other bytes under one version get a directory of their own: nothing is ever changed in place.
 *
 * ```
 * installs/<tool>-<hash>/<version>-<hash>/install.json   what it is
 *                                         files.json     what belongs to it
 *                                         content/...    the unpacked asset
 * bin/<command>                                          a link to one of them
 * ```
 */
export class InstallLayout {
  readonly installs: string;
  readonly bin: string;

  constructor(directory: string) {
    this.installs = path.join(directory, 'installs');
    this.bin = path.join(directory, 'bin');
  }

  /** The directory of all versions. */
  tool(tool: Tool): string {
    return path.join(this.installs, toolDirectory(tool));
  }

  /**
   * Whether a directory is of all versions of that tool. Its readable part may be spelled differently, because instances ignore
   * the case of names.
   */
  isOfTool(directory: string, tool: Tool): boolean {
    return isToolDirectory(directory, tool);
  }

  version(tool: Tool, { version, sha256 }: Pick<InstalledAsset, 'version' | 'sha256'>): string {
    return path.join(this.tool(tool), directoryName(version, [version, sha256]));
  }

  /** The directory of the version that a path belongs to, or `undefined`. */
  versionOf(file: string): string | undefined {
    const parts = path.relative(this.installs, file).split(path.sep);
    const isInside = parts.length > 3 && parts[0] !== '..' && parts[2] === CONTENT;
    return isInside ? path.join(this.installs, ...parts.slice(0, 2)) : undefined;
  }
}

export const CONTENT = 'content';

/** Whether an install is a version of that tool, by its directory alone. */
export function isOfTool({ directory }: Pick<UnreadableInstall, 'directory'>, tool: Tool): boolean {
  return isToolDirectory(path.dirname(directory), tool);
}

function isToolDirectory(directory: string, tool: Tool): boolean {
  return endOf(directory) === endOf(toolDirectory(tool));
}

function toolDirectory({ instance, source, name }: Tool): string {
  return directoryName(name, [sourceKey(instance, source), name.toLowerCase()]);
}

/** A name as the directories of installs spell it: in ASCII, because Windows shells read a shim in the code page of the machine. */
export function directorySpelling(name: string): string {
  const ascii = safeFileName(name).replace(/[^\w.+-]/g, '_');
  return withoutEnd(ascii.slice(0, MAX_NAME), '.');
}

/** The spelling in the name of such a directory. */
export function spellingIn(directory: string): string {
  return path.basename(directory).slice(0, -HASH_LENGTH - 1);
}

/** The part of a name that identifies the tool or version. */
function endOf(directory: string): string {
  return directory.slice(-HASH_LENGTH - 1);
}

function directoryName(name: string, identity: readonly string[]): string {
  return `${directorySpelling(name)}-${hash('sha256', JSON.stringify(identity)).slice(0, HASH_LENGTH)}`;
}

/** The tool that an asset belongs to; by default it is named after its source. */
export function toolOf({ instance, source }: Pick<Tool, 'instance' | 'source'>, name?: string): Tool {
  return { instance, source, name: name ?? shortSourceName(source) };
}

/** The names under which a program counts as the tool itself. */
export function namesOf(tool: Tool): readonly [string, ...string[]] {
  return [tool.name, toolOf(tool).name];
}

/** Whether two are the same tool: instances ignore the case of names. */
export function isSameTool(one: Tool, other: Tool): boolean {
  return (
    sourceKey(one.instance, one.source) === sourceKey(other.instance, other.source) &&
    one.name.toLowerCase() === other.name.toLowerCase()
  );
}
