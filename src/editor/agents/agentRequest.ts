import * as v from 'valibot';
import { normaliseBase } from '../../engine/index.ts';
import type { ArtifactSource, Version } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { AgentError } from './agentText.ts';

const LINE = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(300));

/** What a model refers to. The editor checks it by the schema too, but other callers may not. */
const requestSchema = v.object({
  query: v.optional(LINE),
  instance: v.optional(LINE),
  repository: v.optional(LINE),
  package: v.optional(LINE),
  version: v.optional(LINE),
  file: v.optional(LINE),
});
export type AgentRequest = v.InferOutput<typeof requestSchema>;

/** @throws AgentError */
export function readRequest(input: unknown): AgentRequest {
  const { success, output } = v.safeParse(requestSchema, input);
  if (success) return output;
  throw new AgentError('The input does not match the schema: it must be an object whose values are short texts.');
}

/** The one instance that is meant. @throws AgentError if it is not configured or several match */
export function wantedInstance({ instances }: Pick<Services, 'instances'>, { instance }: AgentRequest): string {
  const bases = instances.list().map(({ setting }) => setting.url);
  const there = bases.length > 0 ? `Configured: ${bases.join(', ')}` : 'None is configured';
  if (instance === undefined) {
    const [only] = bases;
    if (only !== undefined && bases.length === 1) return only;
    throw new AgentError(`Say which instance is meant. ${there}.`);
  }
  const base = normaliseBase(instance);
  if (base.ok && bases.includes(base.value)) return base.value;
  throw new AgentError(`${plain(instance, 120)} is not an instance of the user, and only they can add one. ${there}.`);
}

/** The instances that a call asks: the one it names, or all for a search that names none. @throws AgentError */
export function basesOf(services: Pick<Services, 'instances'>, request: AgentRequest): readonly string[] {
  const isSearch = request.repository === undefined && request.package === undefined;
  if (request.instance !== undefined || !isSearch) return [wantedInstance(services, request)];
  return services.instances.list().map(({ setting }) => setting.url);
}

/** @throws AgentError */
export function sourceOf({ repository, package: packageName }: AgentRequest): ArtifactSource {
  const fullName = repository ?? packageName;
  if (fullName === undefined || (repository !== undefined && packageName !== undefined)) {
    throw new AgentError('Say either "repository" or "package", as owner/name.');
  }
  const [, owner, name] = /^([^/\s]+)\/([^/\s]+)$/.exec(fullName) ?? [];
  if (owner === undefined || name === undefined) throw new AgentError(`Write ${plain(fullName, 80)} as owner/name.`);
  return repository === undefined
    ? { kind: 'genericPackage', owner, package: name }
    : { kind: 'release', owner, repo: name };
}

/** The version that is meant, with its files; the latest if none is named. @throws as the client does */
export async function versionOf(services: Services, request: AgentRequest, signal: AbortSignal): Promise<Version> {
  const instance = wantedInstance(services, request);
  const source = sourceOf(request);
  const engine = services.engine.get();
  if (request.version === undefined) return (await engine.resolve(instance, source, 'latest', { signal })).version;
  return (await engine.version(instance, source, request.version, { signal })).value;
}
