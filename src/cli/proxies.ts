import type { ProxySettings } from '../engine/index.ts';
import { usageError } from './cliError.ts';
import type { World } from './context.ts';

/**
 * The proxies that the environment names, in either spelling, as curl and undici read it: small letters first.
 * `undefined` where it names none.
 * @throws CliError `usage` for what is no address of a proxy
 */
export function proxiesOf(env: World['env']): ProxySettings | undefined {
  const read = (name: string): string | undefined => env[name] || env[name.toUpperCase()] || undefined;
  const address = (name: string): string | undefined => {
    const text = read(name);
    return text === undefined ? undefined : proxyAddress(name.toUpperCase(), text);
  };
  const all = address('all_proxy');
  const proxies = {
    http: address('http_proxy') ?? all,
    https: address('https_proxy') ?? all,
    except: read('no_proxy'),
  };
  return proxies.http === undefined && proxies.https === undefined ? undefined : proxies;
}

/** `proxy.example:3128` is what many write. The message leaves the text out, since it may hold a password. */
function proxyAddress(name: string, text: string): string {
  const address = text.includes('://') ? text : `http://${text}`;
  const isUsable = URL.canParse(address) && /^(?:https?|socks5?):$/.test(new URL(address).protocol);
  if (!isUsable) throw usageError(`${name} is no address of a proxy, such as http://proxy.example.org:3128.`);
  return address;
}
