import { t } from '../../words/translate.ts';

/** What decides whether a request goes through a proxy, as far as an extension can tell. */
export interface ProxyConfiguration {
  readonly transport: 'editor' | 'direct';
  /** The setting `http.proxy`. */
  readonly proxy: string;
  /** The setting `http.proxySupport`. */
  readonly proxySupport: string;
  /** The setting `http.noProxy`. */
  readonly noProxy: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * One sentence that says which proxy is used for the URL and which setting decides that. Leaves out user names and
 * passwords.
 */
export function describeProxy(url: URL, settings: ProxyConfiguration): string {
  const { transport, proxy, proxySupport, noProxy, env } = settings;
  if (transport === 'direct') return t('None: the setting "network.transport" is "direct".');
  if (/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)) {
    return t('None: the editor never uses a proxy for localhost.');
  }
  if (proxySupport === 'off') return t('None: the setting "http.proxySupport" is "off".');
  const exempt = noProxy.length > 0 ? noProxy : list(env['no_proxy'] ?? env['NO_PROXY']);
  const rule = exempt.find((entry) => isExempt(url, entry));
  if (rule !== undefined) return t('None: "{1}" exempts {0}.', url.hostname, rule);
  if (proxy) return t('{0}, from the setting "http.proxy".', redacted(proxy));
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const fromEnv = env[name] ?? env[name.toUpperCase()];
  if (fromEnv) return t('{0}, from the environment variable {1}.', redacted(fromEnv), name);
  return t('None is configured here; the operating system may still name one.');
}

function list(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** `*`, a name with all names below it, or either with a port. */
function isExempt(url: URL, entry: string): boolean {
  if (entry === '*') return true;
  const [, name = '', port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  const ports = port === undefined || port === (url.port || (url.protocol === 'https:' ? '443' : '80'));
  return ports && (url.hostname === name || url.hostname.endsWith(`.${name}`));
}

function redacted(proxy: string): string {
  if (!URL.canParse(proxy)) return t('(not a valid address)');
  const { protocol, host } = new URL(proxy);
  return `${protocol}//${host}`;
}
