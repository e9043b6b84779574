import { pathToFileURL } from 'node:url';
import { EngineError } from '../errors.ts';
import { isWithin } from '../forgejo/credentialGuard.ts';
import { HttpClient } from '../http/httpClient.ts';
import type { Holding, HttpClientOptions } from '../http/httpClient.ts';
import { resolveAddresses } from '../http/resolve.ts';
import type { Clock, MirrorSource, OpenBody, Transport } from '../ports.ts';
import { parseMirror } from './mirrorAddress.ts';
import type { MirrorAddress } from './mirrorAddress.ts';
import { readExportedEvidence } from './exportedEvidence.ts';
import type { ExportedEvidence } from './exportedEvidence.ts';
import { fileMirror } from './fileMirror.ts';
import { MirrorHealth, isMiss } from './health.ts';
import { httpMirror } from './httpMirror.ts';

/** The mirrors of this machine. Read at each use. */
export interface MirrorPorts {
  /** The mirrors in the order in which they are tried. */
  readonly list: () => readonly MirrorAddress[];
  /** The value of the `Authorization` header for a mirror; never a token of an instance. */
  readonly authorization: (mirror: MirrorAddress) => Promise<string | undefined>;
  /** Whether no instance may be asked, for anything. */
  readonly only: () => boolean;
  /**
   * Called with the reason why a mirror was skipped, once for each until it works again. A missing file is not a reason.
   */
  readonly onSkipped: (mirror: MirrorAddress, error: EngineError) => void;
}

/** No mirrors, and every instance may be asked. */
export const NO_MIRRORS: MirrorPorts = {
  list: () => [],
  authorization: () => Promise.resolve(undefined),
  only: () => false,
  onSkipped: () => undefined,
};

/** One directory to import files from, and nothing else. @throws TypeError for a path that no address can have */
export function onlyDirectory(directory: string, onSkipped: MirrorPorts['onSkipped']): MirrorPorts {
  const mirror = parseMirror(pathToFileURL(directory).href);
  if (!mirror.ok) throw new TypeError(`${directory} cannot be a mirror: ${mirror.reason}`);
  return { ...NO_MIRRORS, list: () => [mirror.value], only: () => true, onSkipped };
}

/** Mirrors are nearby, so timeouts are short; the next source has the file too. */
export const MIRROR_CONNECT_TIMEOUT_MS = 2000;
const HEADERS_TIMEOUT_MS = 5000;
const IDLE_TIMEOUT_MS = 8000;

/** The rate-limit key of a mirror, separate from an instance at the same address. */
export function mirrorHoldKey({ origin }: URL): string {
  return `mirror ${origin}`;
}

export interface Mirrors {
  /** Whether there are mirrors, or only mirrors may be asked. */
  readonly areInUse: () => boolean;
  readonly only: () => boolean;
  /** The evidence that was exported with these bytes into a directory, if only mirrors may be asked. */
  readonly evidenceOf: (sha256: string | undefined) => Promise<ExportedEvidence | undefined>;
  /** Where to ask for these bytes, in order, without mirrors that keep failing. */
  readonly sourcesOf: (sha256: string, instance?: string) => readonly MirrorSource[];
}

interface MirrorRules {
  /** Where requests wait while a mirror asks for it. @default nowhere */
  readonly holding?: Omit<Holding, 'keyOf'> | undefined;
  /** Whether the user allowed this host, with its port, although it is no mirror. @default no host */
  readonly allowHost?: ((host: string) => boolean) | undefined;
}

export function createMirrors(
  ports: MirrorPorts,
  http: HttpClientOptions & { readonly clock: Clock },
  { holding, allowHost = () => false }: MirrorRules = {},
): Mirrors {
  const health = new MirrorHealth(http.clock);
  const client = new HttpClient({
    ...http,
    transport: quickTransport(http.transport),
    timeouts: () => ({ headersTimeoutMs: HEADERS_TIMEOUT_MS, idleTimeoutMs: IDLE_TIMEOUT_MS }),
    retry: { attempts: 1 },
    // The next source has the file too, and need not be waited for.
    holding: holding && {
      gate: holding.gate,
      keyOf: mirrorHoldKey,
      patienceMs: () => (ports.only() ? holding.patienceMs() : 0),
    },
  });
  const parts = { http: client, authorization: ports.authorization, resolve: resolveAddresses };
  const forbids = forbidding(ports, allowHost);
  const sourceOf = (mirror: MirrorAddress, sha256: string, instance: string | undefined): MirrorSource => {
    const { template, kind, name } = mirror;
    const open: OpenBody =
      kind === 'file'
        ? fileMirror(mirror, sha256)
        : httpMirror(mirror, sha256, { ...parts, forbids: (hop) => forbids(hop, instance) });
    return {
      host: name,
      open: async (range, signal) => {
        if (health.isResting(template)) throw resting(name);
        const opened = await open(range, signal);
        health.answered(template);
        return opened;
      },
      onSkipped: (error) => {
        if (isMiss(error)) health.answered(template);
        // The gate already holds back its requests for as long as it asks.
        else if (error.is('rateLimited') ? health.refused(template) : !isResting(error) && health.failed(template))
          ports.onSkipped(mirror, error);
      },
    };
  };
  return {
    areInUse: () => ports.only() || ports.list().length > 0,
    only: ports.only,
    evidenceOf: async (sha256) => {
      if (sha256 === undefined || !ports.only()) return undefined;
      for (const { kind, name } of ports.list()) {
        const exported = kind === 'file' ? await readExportedEvidence(name, sha256) : undefined;
        if (exported) return exported;
      }
      return undefined;
    },
    sourcesOf: (sha256, instance) => ports.list().map((mirror) => sourceOf(mirror, sha256, instance)),
  };
}

/**
 * Where only mirrors may be used, a redirect must not lead to an instance. An instance may have other names and spellings, so
 * everything is forbidden that is not known to be allowed.
 */
function forbidding(
  { only, list }: MirrorPorts,
  allowHost: (host: string) => boolean,
): (hop: URL, instance: string | undefined) => boolean {
  return (hop, instance) => {
    if (!only() || list().some(({ kind, base }) => kind === 'http' && isWithin(hop, base))) return false;
    return (instance !== undefined && hop.host === new URL(instance).host) || !allowHost(hop.host);
  };
}

const RESTING = 'RESTING';

/** It may have begun to fail while this file waited for its turn. */
function resting(host: string): EngineError {
  return new EngineError('network', `${host} failed too often`, { host, reason: RESTING });
}

function isResting(error: EngineError): boolean {
  return error.is('network') && error.facts.reason === RESTING;
}

function quickTransport(transport: Transport): Transport {
  return { send: (request) => transport.send({ ...request, connectTimeoutMs: MIRROR_CONNECT_TIMEOUT_MS }) };
}
