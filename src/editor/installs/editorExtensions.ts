import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { readLimited } from '../../engine/index.ts';
import { isSameId } from './takeover.ts';
import type { EditorExtension } from './takeover.ts';

const manifestSchema = v.object({ publisher: v.string(), name: v.string(), version: v.string() });
const listSchema = v.array(v.object({ identifier: v.object({ id: v.string() }), version: v.string() }));

/**
 * What the editor has under an id, including extensions that it does not run because they are disabled or run on the other
 * side. Those are looked up in the editor's own list next to this extension and among the built-in ones.
 */
export async function findInEditor(own: vscode.Extension<unknown>, id: string): Promise<EditorExtension | undefined> {
  const running = vscode.extensions.getExtension(id)?.packageJSON as
    { readonly version: string; readonly isBuiltin?: boolean } | undefined;
  const builtin = await findBuiltin(path.join(vscode.env.appRoot, 'extensions'), id);
  if (builtin !== undefined) return { version: running?.version ?? builtin, isBuiltin: true };
  if (running) return { version: running.version, isBuiltin: running.isBuiltin === true };
  const version = await findListed(path.join(own.extensionPath, '..', 'extensions.json'), id);
  return version === undefined ? undefined : { version, isBuiltin: false };
}

async function findBuiltin(directory: string, id: string): Promise<string | undefined> {
  const names = await readdir(directory).catch(() => []);
  const manifests = await Promise.all(names.map((name) => readJson(path.join(directory, name, 'package.json'))));
  for (const manifest of manifests) {
    if (!v.is(manifestSchema, manifest)) continue;
    const { publisher, name, version } = manifest;
    if (isSameId(`${publisher}.${name}`, id)) return version;
  }
  return undefined;
}

async function findListed(file: string, id: string): Promise<string | undefined> {
  const listed = v.safeParse(listSchema, await readJson(file));
  return listed.success ? listed.output.find(({ identifier }) => isSameId(identifier.id, id))?.version : undefined;
}

/** A list of hundreds of extensions is below one megabyte. */
const MAX_BYTES = 16 * 1024 * 1024;

async function readJson(file: string): Promise<unknown> {
  try {
    const found = await readLimited(file, MAX_BYTES);
    return found?.ok ? JSON.parse(found.bytes.toString('utf8')) : undefined;
  } catch {
    // Some directories hold no extensions, and not every editor keeps such a list.
    return undefined;
  }
}
