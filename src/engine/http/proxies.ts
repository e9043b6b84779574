import type { Agent, Dispatcher } from 'undici';
import { EngineError } from '../errors.ts';

/** Proxies, as curl and others read them from the environment. */
export interface ProxySettings {
  /** The proxy for `http:` addresses, with credentials if it needs them. */
  readonly http?: string | undefined;
  /** The proxy for `https:` addresses. @default that of `http:` addresses */
  readonly https?: string | undefined;
  /** Hosts and networks (`10.0.0.0/8`) to contact directly, separated by commas. */
  readonly except?: string | undefined;
}

/** An agent that sends requests through their proxies, or directly; it knows hosts, but no networks. Loads undici. */
export async function proxyAgent(
  { http = '', https = '', except = '' }: ProxySettings,
  options: Agent.Options,
): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import('undici');
  const { connect } = options;
  const secrets = typeof connect === 'object' ? { requestTls: connect, proxyTls: connect } : {};
  // All three are set, so that undici ignores the environment of the process.
  return new EnvHttpProxyAgent({ ...options, ...secrets, httpProxy: http, httpsProxy: https, noProxy: except });
}

/** The failure of the proxy itself, with its status; `undefined` for every other failure. */
export function asProxyFailure(
  error: unknown,
  { protocol, host, port }: URL,
  { http, https }: ProxySettings,
): EngineError<'network'> | undefined {
  const address = protocol === 'https:' ? (https ?? http) : http;
  if (address === undefined || !URL.canParse(address)) return undefined;
  const proxy = new URL(address);
  for (const one of causesOf(error)) {
    const status = /^Proxy (?:response|Authentication Required) \((\d{3})\)/.exec(one.message)?.[1];
    const isItsPort = String(one.port) === portOf(proxy) && portOf(proxy) !== (port || portOf({ protocol, port }));
    const isIts = status !== undefined || one.hostname === proxy.hostname || isItsPort;
    if (!isIts) continue;
    const facts = {
      host,
      proxy: proxy.host,
      ...(status === undefined ? { reason: one.code } : { proxyStatus: Number(status) }),
    };
    return new EngineError('network', `the proxy ${proxy.host} does not lead to ${host}`, facts, { cause: error });
  }
  return undefined;
}

function portOf({ protocol, port }: Pick<URL, 'protocol' | 'port'>): string {
  return port || (protocol === 'https:' ? '443' : '80');
}

/** The codes of a failed connection, from the system and undici. */
interface Failure extends Error {
  readonly code?: string;
  readonly hostname?: string;
  readonly port?: number;
}

function causesOf(error: unknown, depth = 0): readonly Failure[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const inner = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return [error, ...[error.cause, ...inner].flatMap((one) => causesOf(one, depth + 1))];
}
