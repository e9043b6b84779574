import { EngineError, createEditorTransport, authoritiesWith, createUndiciTransport } from '../engine/index.ts';
import type { Transport } from '../engine/index.ts';
import { SETTINGS } from './ids.ts';
import type { Settings } from './settings/settingsModel.ts';

/**
 * The transport that the settings ask for. It is made with the first request, so a certificate file that cannot be read
 * is said where it matters; after a change of these settings, make a new one. `proxySupport` is the editor's setting,
 * looked up at each request.
 */
export function createTransport(
  settings: Pick<Settings, 'transport' | 'caFile'>,
  proxySupport: () => string | undefined,
): Transport {
  const made = new Map<boolean, Promise<Transport>>();
  return {
    send: async (request) => {
      const carriesCa = settings.transport === 'direct' || carriesAuthorities(proxySupport());
      const transport = made.get(carriesCa) ?? make(settings, carriesCa);
      made.set(carriesCa, transport);
      transport.catch(() => made.delete(carriesCa));
      return (await transport).send(request);
    },
  };
}

/**
 * Whether certificates of one's own can go along with the editor's `fetch`. With `http.proxySupport: "on"` it takes whatever
 * carries them as the wish for another connection than that through the proxy, so none may: the proxy matters more there.
 */
function carriesAuthorities(proxySupport: string | undefined): boolean {
  return proxySupport !== 'on';
}

async function make(
  { transport, caFile }: Pick<Settings, 'transport' | 'caFile'>,
  carriesCa: boolean,
): Promise<Transport> {
  const ca = carriesCa ? await trustedAuthorities(caFile) : undefined;
  if (transport === 'direct') return createUndiciTransport({ ca });
  const fetch = (): typeof globalThis.fetch => globalThis.fetch;
  return createEditorTransport({ fetch, ca });
}

/**
 * The certificates to trust: those of Node and of the system, and those of the file that the setting names, or else the
 * environment. `undefined`, for the usual ones, where neither does.
 *
 * @throws EngineError `badSetting` when the file of the setting cannot be used
 */
export async function trustedAuthorities(caFile: string | undefined): Promise<readonly string[] | undefined> {
  const file = caFile ?? process.env['NODE_EXTRA_CA_CERTS'];
  if (!file) return undefined;
  try {
    return await authoritiesWith(file);
  } catch (cause) {
    // The environment variable is a hint from elsewhere: without its file, everything is as without it.
    if (caFile === undefined) return undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('badSetting', `${file}: ${reason}`, { key: SETTINGS.networkCaFile, reason }, { cause });
  }
}
