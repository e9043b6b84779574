import * as v from 'valibot';
import { isEngineError } from '../errors.ts';
import type { Feature, TokenFinding } from '../model.ts';
import type { Api } from './api.ts';
import { userSchema } from './schemas.ts';
import { urls } from './urls.ts';

/**
 * Tries each feature with the token, because no endpoint lists a token's scopes. Packages are tried on the user, whose name
 * only the user scope reveals; without it they are tried on a made-up owner, because the scope is checked before the owner.
 *
 * @returns `refused` if the instance does not know the token, `malformed` if no header can carry it
 * @throws EngineError if the instance cannot be reached
 */
export async function probeFeatures(api: Api, base: string, signal: AbortSignal | undefined): Promise<TokenFinding> {
  const ask = async (feature: Feature | undefined, url: URL): Promise<unknown> => {
    const subject = { what: 'instance', name: base, ...(feature && { feature }) } as const;
    const call = { url, subject, signal, personal: true };
    return (await api.json(call, v.unknown())).value;
  };
  const missing: Feature[] = [];
  const probe = async (feature: Feature, url: URL): Promise<unknown> => {
    try {
      return await ask(feature, url);
    } catch (error) {
      if (isEngineError(error, 'forbidden')) missing.push(feature);
      else if (!isEngineError(error, 'notFound')) throw error;
      return undefined;
    }
  };
  try {
    await ask(undefined, urls.version(base));
    const user = v.safeParse(userSchema, await probe('user', urls.user(base)));
    await probe('repository', urls.search(base, '', 1, 1));
    await probe('package', urls.packages(base, user.success ? user.output.login : 'ghost', 1));
    await probe('organization', urls.organizations(base, 1));
  } catch (error) {
    if (!isEngineError(error, 'unauthorized')) throw error;
    return { state: error.facts.malformed ? 'malformed' : 'refused', missing: [] };
  }
  return { state: 'accepted', missing };
}
