import type { ProxySettings } from '../engine/index.ts';
import { usageError } from './cliError.ts';
import type { World } from './world.ts';

/**
 * The proxies in the environment, in either spelling, as curl and undici read them: lower case first. `undefined` if there
 * are none.
 * @throws CliError `usage` for an invalid address
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

/** Many write `proxy.example:3128`. The message omits the text, because it may contain a password. */
function proxyAddress(name: string, text: string): string {
  const address = text.includes('://') ? text : `http://${text}`;
  const isUsable = URL.canParse(address) && /^(?:https?|socks5?):$/.test(new URL(address).protocol);
  if (!isUsable) throw usageError(`${name} is not the address of a proxy, such as http://proxy.example.org:3128.`);
  return address;
}
