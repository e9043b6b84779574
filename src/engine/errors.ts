import type { ArchiveRule } from './archiveRule.ts';
import type { FitReason } from './fitReason.ts';
import type { CommandOffer } from './commandOffers.ts';
import type {
  Change,
  Evidence,
  EvidenceKind,
  Identity,
  IdentityKind,
  Requirement,
  Proof,
  StrongAlgorithm,
} from './evidence.ts';

/** Every way in which the engine can fail, with the facts that a message or a decision needs. Deliberately closed. */
export interface ErrorFacts {
  /**
   * No answer: name not found, refused, reset, TLS. `reason` is the system's or OpenSSL's code where there is one. `proxy`: the
   * proxy failed, with `proxyStatus` if it answered.
   */
  network: { host: string; reason?: string | undefined; proxy?: string; proxyStatus?: number };
  /** No answer, or no progress of a body, in time. */
  timeout: { host: string; phase: 'headers' | 'body'; timeoutMs: number };
  /**
   * 401, or sent to a login page. `tokenSent` tells "sign in" from "token refused". `malformed`: the token has characters that
   * no token has, so it was not sent.
   */
  unauthorized: { host: string; tokenSent: boolean; malformed?: true };
  /** 403. `missingScope` if the answer names it, `usualScope` if tokens usually lack that one. */
  forbidden: { host: string; tokenSent: boolean; missingScope?: string; usualScope?: string };
  /**
   * 404. `what` is the kind of thing requested; without the right token, private things look like this. `unrouted`: the
   * answer did not come from the API (a proxy changed the address, or this is not a Forgejo).
   */
  notFound: {
    host: string;
    what: 'instance' | 'owner' | 'repository' | 'release' | 'package' | 'asset';
    name: string;
    unrouted?: true;
  };
  /**
   * A release has more files than the engine reads: the requested one may be among the `unlisted`, so the others alone
   * cannot decide.
   */
  incomplete: { name: string; unlisted: number };
  /** Listed earlier, now removed. */
  gone: { host: string; name: string };
  /** `retryAt`: when it is asked again, in milliseconds since the epoch, if it said for how long to wait. */
  rateLimited: { host: string; retryAt?: number | undefined };
  /** 5xx, unexpected statuses, and refusals by another host that the instance redirected to. */
  server: { host: string; status: number };
  /** A mirror does not take a file. */
  uploadRefused: { host: string; status: number; credentialSent: boolean };
  /** JSON of an unknown shape. `path` is the position in the value. */
  badResponse: { host: string; endpoint: string; path: string };
  /** A web page instead of a file or JSON. */
  htmlPage: { host: string; page: 'login' | 'botWall' | 'proxy' | 'unknown' };
  /**
   * Only mirrors may be asked, and none has the file; or, without a digest, nothing known in advance says which bytes to
   * ask for.
   */
  notMirrored: { name: string; sha256?: string | undefined };
  /** Only mirrors may be asked. The file is there, but its required evidence was not exported with it. */
  evidenceNotExported: { name: string };
  /** There is no export at `path`. */
  notExport: { path: string };
  /** A file of an export is there, but cannot be read or has other bytes than the lock names. */
  damagedExport: { name: string; path: string };
  /** A file that an export lists, or that this machine needs, is in neither the export nor the cache. */
  missingInExport: { name: string; path: string };
  /**
   * A redirect that was not followed. `instance`: from a mirror to an instance, where only mirrors may be asked. `api`: an
   * answer of the API would have come from another `origin`.
   */
  redirect: {
    host: string;
    rule: 'tooMany' | 'downgrade' | 'badLocation' | 'privateAddress' | 'privateRedirect' | 'instance' | 'api';
    origin?: string;
  };
  /**
   * The body does not match the request (range, encoding), or a mirror's bytes have another digest. Never served.
   * `quarantinePath` is where such bytes are kept for inspection.
   */
  badBody: { host: string; rule: 'encoding' | 'range' | 'tooLong' | 'tooShort' | 'digest'; quarantinePath?: string };
  tooLarge: { what: 'asset' | 'answer'; sizeBytes: number; limitBytes: number };
  /** The size or a digest differs from what was promised. `quarantinePath` is where the bytes are kept for inspection. */
  integrity: {
    what: 'size' | StrongAlgorithm | 'signature';
    /** For a signature: the id of its key. */
    expected: string;
    /** '' if there is nothing to compare. */
    actual: string;
    /** The source that disagrees, about the identity of the file or about its bytes. `none` for its size. */
    source: EvidenceKind | IdentityKind;
    /** The file of the release that disagrees, and the key that signed it. */
    file?: string;
    keyId?: string;
    /** All proofs for and against the file, strongest first. */
    sources: readonly Proof[];
    /** All statements about which file is meant. */
    identity?: readonly Identity[];
    /** The remaining evidence, if there were bytes to judge. */
    evidence?: Evidence;
    quarantinePath?: string;
  };
  /** The file is there, but its evidence is weaker than the settings require. */
  untrusted: { name: string; require: Requirement; kind: EvidenceKind };
  /** The file is there, but something changed that the user must accept first. */
  changed: { name: string; changes: readonly Change[] };
  /** Refused by the daily limit. `resetsAt` in milliseconds since the epoch. */
  limited: { limit: number; resetsAt: number };
  /** An asset on another host that the user has not agreed to. */
  hostNotAllowed: { host: string };
  /** Server text that must not become a path, or cannot be part of a URL. */
  unsafeName: { name: string; rule: string };
  /** An archive that was not unpacked at all. `name` is the archive's; `entry` is the offending one in it. */
  unsafeArchive: { name: string; rule: ArchiveRule; entry?: string };
  /** None of its files runs on this machine; nothing was installed. `reasons` name the platforms. */
  misfit: { name: string; reasons: readonly FitReason[] };
  /**
   * The user must say which file is the program; nothing was installed. `candidates` are paths in the archive, likely ones
   * first; if empty, it contains no program.
   */
  /** `unknown`: programs that the call names, but the file does not contain. */
  noExecutable: { name: string; candidates: readonly string[]; unknown?: readonly string[] };
  /**
   * Some programs would become commands only with consent; nothing was changed. Lists all possible commands, the tool's own
   * first.
   */
  commandsNeedConsent: { tool: string; version: string; commands: readonly CommandOffer[] };
  /** A foreign file in `bin/` has the command's name; nothing was installed. */
  nameTaken: { command: string };
  /** That version of the tool, or the whole tool, is not on this machine. */
  notInstalled: { tool: string; version?: string };
  /**
   * A file system error. `reason` is the errno code. `neededBytes`: a check found less room than this before anything was
   * done.
   */
  storage: { reason: string; path: string; neededBytes?: number };
  /** `notChanged`: a change was requested but not made. */
  badSetting: { key: string; reason: string; notChanged?: true };
  /**
   * A workspace file or its lock cannot be used. `path` is the file's, `key` the place in it, such as `tools.saw.version`
   * and '' for the whole; `line` and `column` count from 1.
   */
  badProjectFile: { path: string; key: string; rule: ProjectRule; line?: number; column?: number };
  /**
   * A workspace file or its lock changed since the edit was prepared, so it was not written. `tool` is the one that both
   * sides changed, if it is about one.
   */
  changedMeanwhile: { path: string; tool?: string };
  /** The instance is not configured (any more), so it was not contacted. */
  unknownInstance: { instance: string };
  /**
   * No version of a tool is in a range. `nearest` are versions outside it, newest first. `cutAt`: only this many of the
   * newest were read, and there are more. `tooYoung`: `nearest` would qualify if they were older, the first of them from
   * `until` on, in milliseconds since the epoch.
   */
  noVersion: {
    tool: string;
    range: string;
    why: NoVersionReason;
    nearest: readonly string[];
    cutAt?: number;
    until?: number;
  };
  /**
   * A lock has nothing for this platform, only for the `available` ones; or no file of a version could be picked for `any`,
   * and `available` are its files.
   */
  /** `pattern`: the only files that were considered. */
  noPlatform: { tool: string; platform: string; available: readonly string[]; pattern?: string };
  /** Not the locked file: the SHA-256 digests of both, or their upstream ids if other bytes took its place. */
  lockMismatch: { tool: string; asset: string; before: string; now: string };
}

/** The problem with a workspace file or its lock. */
export type ProjectRule =
  // Not JSON; comments and trailing commas are not JSON.
  | 'json'
  | 'comment'
  | 'trailingComma'
  | 'duplicateKey'
  // Not UTF-8.
  | 'encoding'
  // A device or a pipe, possibly behind a link.
  | 'notFile'
  // Too large for such a file.
  | 'tooLarge'
  | 'unknownKey'
  | 'missingKey'
  | 'object'
  | 'text'
  // A value of the wrong form for its key.
  | 'toolName'
  | 'instance'
  | 'source'
  | 'twoSources'
  | 'version'
  | 'pattern'
  | 'platform'
  | 'executables'
  | 'platforms'
  | 'minimumAge'
  // A lock of a newer version of this program, or one edited by hand.
  | 'lockVersion'
  | 'lock';

/** Why no version is in a range. `severalSeries`: the tags belong to several tools, none of them named like this one. */
export type NoVersionReason =
  'noVersions' | 'notRange' | 'outOfRange' | 'onlyPrereleases' | 'severalSeries' | 'tooYoung';

export type ErrorCode = keyof ErrorFacts;
type ErrorClass = 'NotFound' | 'Upstream' | 'Local';

const CLASS: Readonly<Record<ErrorCode, ErrorClass>> = {
  notFound: 'NotFound',
  gone: 'NotFound',
  incomplete: 'Local',
  network: 'Upstream',
  timeout: 'Upstream',
  unauthorized: 'Upstream',
  forbidden: 'Upstream',
  rateLimited: 'Upstream',
  server: 'Upstream',
  uploadRefused: 'Upstream',
  badResponse: 'Upstream',
  htmlPage: 'Upstream',
  redirect: 'Upstream',
  badBody: 'Upstream',
  integrity: 'Upstream',
  untrusted: 'Local',
  evidenceNotExported: 'Local',
  notExport: 'Local',
  damagedExport: 'Local',
  missingInExport: 'NotFound',
  changed: 'Local',
  tooLarge: 'Local',
  limited: 'Local',
  hostNotAllowed: 'Local',
  unsafeName: 'Local',
  unsafeArchive: 'Local',
  misfit: 'Local',
  noExecutable: 'Local',
  commandsNeedConsent: 'Local',
  nameTaken: 'Local',
  notInstalled: 'NotFound',
  storage: 'Local',
  badSetting: 'Local',
  badProjectFile: 'Local',
  changedMeanwhile: 'Local',
  unknownInstance: 'Local',
  noVersion: 'NotFound',
  noPlatform: 'NotFound',
  notMirrored: 'NotFound',
  lockMismatch: 'Upstream',
};

/**
 * The engine's only error. Cancelling is not one: an abort rejects with the signal's own reason. `message` is for logs (the
 * attempt, its target, the result) and never contains a token or a query string; the words for people are made where they
 * are shown.
 */
export class EngineError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'EngineError';
  readonly code: C;
  readonly facts: Readonly<ErrorFacts[C]>;

  constructor(code: C, message: string, facts: ErrorFacts[C], options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.facts = facts;
  }

  get class(): ErrorClass {
    return CLASS[this.code];
  }

  /** Whether the error has this code; narrows the facts. */
  is<K extends ErrorCode>(code: K): this is EngineError<K> {
    return (this.code as ErrorCode) === code;
  }
}

/** Narrows an unknown failure to the engine's error, with this code if given. */
export function isEngineError(error: unknown): error is EngineError;
export function isEngineError<C extends ErrorCode>(error: unknown, code: C): error is EngineError<C>;
export function isEngineError(error: unknown, code?: ErrorCode): boolean {
  return error instanceof EngineError && (code === undefined || error.code === code);
}
