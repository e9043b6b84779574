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

/** Every way in which the engine can fail, with the facts that a message or a decision needs. Closed on purpose. */
export interface ErrorFacts {
  /** No answer: name not found, refused, reset, TLS. `reason` is the system's or OpenSSL's code where there is one. */
  /** `proxy`: it is the proxy that failed, with `proxyStatus` where it answered. */
  network: { host: string; reason?: string | undefined; proxy?: string; proxyStatus?: number };
  /** No answer, or no progress of a body, in time. */
  timeout: { host: string; phase: 'headers' | 'body'; timeoutMs: number };
  /** 401, or sent to a login page. `tokenSent` tells "sign in" from "token refused". */
  unauthorized: { host: string; tokenSent: boolean };
  /** 403. `missingScope` where the answer names it, `usualScope` where the token as a rule lacks that one. */
  forbidden: { host: string; tokenSent: boolean; missingScope?: string; usualScope?: string };
  /**
   * 404: `what` is the kind of thing asked for; private things look like this without the right token. `unrouted`: the
   * answer did not come from the API (a proxy changed the address, or this is no Forgejo).
   */
  notFound: {
    host: string;
    what: 'instance' | 'owner' | 'repository' | 'release' | 'package' | 'asset';
    name: string;
    unrouted?: true;
  };
  /**
   * A release has more files than are looked at: what was asked for may be one of the `unlisted` ones, and which file is
   * meant cannot be told from the others alone.
   */
  incomplete: { name: string; unlisted: number };
  /** Listed before, not there any more. */
  gone: { host: string; name: string };
  rateLimited: { host: string; retryAfterMs?: number };
  /** 5xx, statuses nobody expects, and refusals of another host that the instance sent us to. */
  server: { host: string; status: number };
  /** Not the JSON that we know. `path` is the place in the value. */
  badResponse: { host: string; endpoint: string; path: string };
  /** A web page in place of a file or of JSON. */
  htmlPage: { host: string; page: 'login' | 'botWall' | 'proxy' | 'unknown' };
  /** A redirect that is not followed. */
  redirect: { host: string; rule: 'tooMany' | 'downgrade' | 'badLocation' | 'privateAddress' | 'privateRedirect' };
  /** The body is not what was asked for: range, encoding. Never served. */
  badBody: { host: string; rule: 'encoding' | 'range' | 'tooLong' | 'tooShort' };
  tooLarge: { what: 'asset' | 'answer'; sizeBytes: number; limitBytes: number };
  /** Size or digest differ from what was promised. `quarantinePath` is where the bytes are kept for inspection. */
  integrity: {
    what: 'size' | StrongAlgorithm | 'signature';
    /** For a signature: the id of its key. */
    expected: string;
    /** '' where there is nothing to put beside it. */
    actual: string;
    /** Who says otherwise: about which file is meant, or about its bytes. `none` for its size. */
    source: EvidenceKind | IdentityKind;
    /** The file of the release that says otherwise, and the key that signed it. */
    file?: string;
    keyId?: string;
    /** All who vouch for the file or against it, strongest first. */
    sources: readonly Proof[];
    /** All who say which file is meant. */
    identity?: readonly Identity[];
    /** What else was found, where there were bytes to judge. */
    evidence?: Evidence;
    quarantinePath?: string;
  };
  /** The file is there, but nothing that vouches for it is as strong as the settings demand. */
  untrusted: { name: string; require: Requirement; kind: EvidenceKind };
  /** The file is there, and something is other than it was before: the user has to accept that first. */
  changed: { name: string; changes: readonly Change[] };
  /** Refused by the daily limit. `resetsAt` in milliseconds since the epoch. */
  limited: { limit: number; resetsAt: number };
  /** An asset on another host that the user has not agreed to. */
  needsConsent: { host: string };
  /** Server text that may not become a path or cannot be put in a URL. */
  unsafeName: { name: string; rule: string };
  /** An archive that is not unpacked; nothing of it was. `name` is the archive's, `entry` the one in it that is at fault. */
  unsafeArchive: { name: string; rule: ArchiveRule; entry?: string };
  /** No file of it runs on this machine; nothing was installed. `reason` says what it is for and what is here. */
  misfit: { name: string; reason: string };
  /**
   * Which file of it is the program is for a person to say; nothing was installed. `candidates` are paths in it, likely
   * ones first; without any, no file of it is a program.
   */
  noExecutable: { name: string; candidates: readonly string[] };
  /**
   * Programs of it would become commands that somebody has to say yes to; nothing was changed. All that could be commands
   * are listed, the tool's own first.
   */
  needsYes: { tool: string; version: string; commands: readonly CommandOffer[] };
  /** There is a file of the command's name in `bin/` that is not ours; nothing was installed. */
  nameTaken: { command: string };
  /** That version of the tool, or all of it, is not on this machine. */
  notInstalled: { tool: string; version?: string };
  /**
   * The file system said no. `reason` is the errno code. `neededBytes` where it was asked for room before anything was
   * done, and had less.
   */
  storage: { reason: string; path: string; neededBytes?: number };
  /** `notChanged`: it was to be changed, and was left as it is. */
  badSetting: { key: string; reason: string; notChanged?: true };
  /**
   * A workspace file or its lock cannot be used. `path` is the file's, `key` the place in it, such as `tools.saw.version`
   * and '' for the whole; `line` and `column` count from 1.
   */
  badProjectFile: { path: string; key: string; rule: ProjectRule; line?: number; column?: number };
  /**
   * A workspace file or its lock has another content now than when the change to it was worked out, so it was not written.
   * `tool` is the one that both sides changed, where it is about one.
   */
  changedMeanwhile: { path: string; tool?: string };
  /** The user does not have this instance (any more), so it was not asked. */
  unknownInstance: { instance: string };
  /**
   * No version of a tool is in a range. `nearest` are such as are not, newest first. `cutAt`: only so many of the newest
   * were looked at, and there are more. `tooYoung`: `nearest` would be taken if they were older, the first of them from `until`
   * on, in milliseconds since the epoch.
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
   * Nothing for this platform in a lock, which has it for the `available` ones; or in a version nothing that could be picked for
   * `any`, and `available` are its files.
   */
  noPlatform: { tool: string; platform: string; available: readonly string[] };
  /** Not the file that was locked: SHA-256 digests of both, or upstream ids where other bytes took its place. */
  lockMismatch: { tool: string; asset: string; before: string; now: string };
}

/** What is wrong with a workspace file or its lock. */
export type ProjectRule =
  // No JSON at all; comments and commas at the end are not JSON.
  | 'json'
  | 'comment'
  | 'trailingComma'
  | 'duplicateKey'
  // Not in UTF-8.
  | 'encoding'
  // A device or a pipe, which a link may lead to.
  | 'notFile'
  // Larger than such a file can be.
  | 'tooLarge'
  | 'unknownKey'
  | 'missingKey'
  | 'object'
  | 'text'
  // A value of another form than its key asks for.
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
  // A lock of a later program, or one that was changed by hand.
  | 'lockVersion'
  | 'lock';

/** Why no version is in a range. `severalSeries`: tags of several tools, and none of them called as this one. */
export type NoVersionReason =
  'noVersions' | 'notRange' | 'outOfRange' | 'onlyPrereleases' | 'severalSeries' | 'tooYoung';

/** Why an archive is refused. */
export type ArchiveRule =
  // The format, or a feature of it, is not read.
  | 'unsupported'
  // Damaged, cut off, or its check sums do not hold.
  | 'corrupt'
  // Two programs would read it differently.
  | 'ambiguous'
  // A path that leads out of the directory, or would on some system.
  | 'path'
  // A name that cannot be written here as it is.
  | 'name'
  // Two entries that are one file here.
  | 'duplicate'
  // A link that leads out, round or nowhere, or something written through one.
  | 'link'
  // A device or a pipe.
  | 'special'
  // Beyond a limit: entries, bytes, growth, length of a path.
  | 'tooMany'
  | 'tooLarge'
  | 'tooDense'
  | 'tooLong';

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
  badResponse: 'Upstream',
  htmlPage: 'Upstream',
  redirect: 'Upstream',
  badBody: 'Upstream',
  integrity: 'Upstream',
  untrusted: 'Local',
  changed: 'Local',
  tooLarge: 'Local',
  limited: 'Local',
  needsConsent: 'Local',
  unsafeName: 'Local',
  unsafeArchive: 'Local',
  misfit: 'Local',
  noExecutable: 'Local',
  needsYes: 'Local',
  nameTaken: 'Local',
  notInstalled: 'NotFound',
  storage: 'Local',
  badSetting: 'Local',
  badProjectFile: 'Local',
  changedMeanwhile: 'Local',
  unknownInstance: 'Local',
  noVersion: 'NotFound',
  noPlatform: 'NotFound',
  lockMismatch: 'Upstream',
};

/**
 * The engine's only error. Cancelling is not among them: an abort settles with the signal's own reason. `message` is for
 * logs (what was tried, on what, what came back) and never holds a token or a query string; words for people are made
 * where they are shown.
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

  /** Whether this is that code; narrows the facts. */
  is<K extends ErrorCode>(code: K): this is EngineError<K> {
    return (this.code as ErrorCode) === code;
  }
}

/** Narrows an unknown failure to the engine's error, of one code where given. */
export function isEngineError(error: unknown): error is EngineError;
export function isEngineError<C extends ErrorCode>(error: unknown, code: C): error is EngineError<C>;
export function isEngineError(error: unknown, code?: ErrorCode): boolean {
  return error instanceof EngineError && (code === undefined || error.code === code);
}
