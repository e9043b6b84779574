import { EngineError, createEditorTransport, authoritiesWith, createUndiciTransport } from '../engine/index.ts';
import type { Transport } from '../engine/index.ts';
import { SETTINGS } from './ids.ts';
import type { Settings } from './settings/settingsModel.ts';

/**
 * The transport that the settings ask for. Created with the first request, so that an unreadable certificate file is
 * reported there; make a new one after these settings change. `proxySupport` is the editor's setting, looked up at each
 * request.
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
 * Whether the user's own certificates can go along with the editor's `fetch`. With `http.proxySupport: "on"` the editor
 * bypasses the proxy for a request that carries certificates, so none may: the proxy matters more there.
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
 * The certificates to trust: those of Node and of the system, and those of the file named by the setting, else by the
 * environment. `undefined`, meaning the defaults, if neither names one.
 *
 * @throws EngineError `badSetting` if the file of the setting cannot be used
 */
export async function trustedAuthorities(caFile: string | undefined): Promise<readonly string[] | undefined> {
  const file = caFile ?? process.env['NODE_EXTRA_CA_CERTS'];
  if (!file) return undefined;
  try {
    return await authoritiesWith(file);
  } catch (cause) {
    // The environment variable is only a hint: if its file is missing, it is ignored.
    if (caFile === undefined) return undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('badSetting', `${file}: ${reason}`, { key: SETTINGS.networkCaFile, reason }, { cause });
  }
}
