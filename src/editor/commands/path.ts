import * as v from 'valibot';
import { safeParsed } from '../choose/safeParsed.ts';
import { lockedProgram } from '../project/lockedProgram.ts';
import type { Services } from '../services.ts';

const requestSchema = v.object({ tool: v.optional(v.string()), executable: v.optional(v.string()) });

/**
 * For `${command:forgejoArtifacts.path}` and inputs in tasks.json and launch.json: the path of a locked program. A failure
 * is shown and returns no path, so that nothing runs.
 */
export async function path(services: Services, ...args: readonly unknown[]): Promise<string | undefined> {
  const [request] = args;
  return lockedProgram(services, safeParsed(requestSchema, request) ?? {});
}
