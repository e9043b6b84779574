import type { Certificate, DetailedPeerCertificate } from 'node:tls';
import { t } from '../../words/translate.ts';

interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly sha256: string;
}

/** What a server presents on a direct connection, and why it is not trusted, if so. */
export interface CertificateReport {
  readonly chain: readonly CertificateFacts[];
  readonly problem: string | undefined;
}

const TIMEOUT_MS = 10_000;
const MAX_CHAIN = 8;

/**
 * Reads a server's certificates over a direct connection that carries no request. An untrusted chain does not end it, since
 * explaining it is the point. `undefined` if no such connection can be made, for example where everything must go through a
 * proxy.
 */
export async function certificatesOf(
  url: URL,
  ca: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<CertificateReport | undefined> {
  if (url.protocol !== 'https:') return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const tls = await import('node:tls');
  // An abort during the import would never be reported to a listener that is added after it.
  if (signal.aborted) return undefined;
  return await new Promise((resolve) => {
    const socket = tls.connect({
      host,
      port: Number(url.port || 443),
      // A server name must be a name.
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      rejectUnauthorized: false,
      timeout: TIMEOUT_MS,
      ...(ca && { ca: [...ca] }),
    });
    const end = (report: CertificateReport | undefined): void => {
      signal.removeEventListener('abort', give);
      socket.destroy();
      resolve(report);
    };
    const give = (): void => end(undefined);
    signal.addEventListener('abort', give, { once: true });
    socket.once('secureConnect', () => {
      const { authorized, authorizationError } = socket;
      const problem = authorized ? undefined : errorCode(authorizationError);
      end({ chain: chainOf(socket.getPeerCertificate(true)), problem });
    });
    socket.once('error', give);
    socket.once('timeout', give);
  });
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** From the server's own certificate to the root, which is its own issuer. */
function chainOf(first: DetailedPeerCertificate): CertificateFacts[] {
  const chain: CertificateFacts[] = [];
  let current: DetailedPeerCertificate | undefined = first;
  while (current?.fingerprint256 && chain.length < MAX_CHAIN) {
    const { subject, issuer, valid_from: validFrom, valid_to: validTo, fingerprint256: sha256 } = current;
    chain.push({ subject: nameOf(subject), issuer: nameOf(issuer), validFrom, validTo, sha256 });
    current = current.issuerCertificate === current ? undefined : current.issuerCertificate;
  }
  return chain;
}

function nameOf(name: Certificate | undefined): string {
  const text = (value: string | string[] | undefined): string =>
    Array.isArray(value) ? value.join(', ') : (value ?? '');
  return text(name?.CN) || text(name?.O) || t('(no name)');
}
