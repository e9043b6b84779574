/** Finds the repository and instance of a git remote. All pure. */

export interface RemoteRepository {
  /** The normalised base of the configured instance. */
  readonly instance: string;
  readonly owner: string;
  readonly repo: string;
}

interface Remote {
  readonly transport: 'web' | 'ssh';
  /** Lower case, punycode, without port. */
  readonly hostname: string;
  /** As in a URL: with the port if it is not the default. Only for web remotes. */
  readonly host: string;
  /** Decoded. */
  readonly segments: readonly string[];
}

/**
 * The repository that a remote points to, if it is on an instance among `bases` (normalised). Of several matches, the one
 * with the longest path wins, then the first.
 *
 * A web remote must have the instance's host, port and path. An SSH remote has its own port and, as Forgejo writes it, lacks
 * the instance's sub-path, so only the host name counts.
 */
export function matchRemote(url: string, bases: readonly string[]): RemoteRepository | undefined {
  const remote = parseRemote(url.trim());
  if (!remote) return undefined;
  const fits = bases.map((base) => fit(remote, base)).filter((found) => found !== undefined);
  const [best] = fits.toSorted((one, other) => other.depth - one.depth);
  return best && { instance: best.instance, owner: best.owner, repo: best.repo };
}

function fit(remote: Remote, instance: string): (RemoteRepository & { readonly depth: number }) | undefined {
  const { host, hostname, pathname } = new URL(instance);
  if (remote.transport === 'web' ? remote.host !== host : remote.hostname !== hostname) return undefined;
  const prefix = pathname.split('/').filter(Boolean).map(decoded);
  const isBelow = prefix.every((part, index) => remote.segments[index] === part);
  if (!isBelow && remote.transport === 'web') return undefined;
  const rest = isBelow && remote.segments.length > 2 ? remote.segments.slice(prefix.length) : remote.segments;
  const [owner, repo] = rest;
  if (rest.length !== 2 || !owner || !repo) return undefined;
  // An SSH remote without the sub-path matches an instance at the root just as well.
  return { instance, owner, repo, depth: rest === remote.segments ? 0 : prefix.length };
}

/** An SSH clone address that cannot be a web address: with a user, or with the scheme. */
const SSH_ADDRESS = /^(?:[\w.-]+@[^@/\s]|(?:ssh|git\+ssh|ssh\+git):\/\/)/i;

/** The probable web address of an SSH clone address; `undefined` for any other text. */
export function webAddressOfRemote(text: string): string | undefined {
  const trimmed = text.trim();
  const remote = SSH_ADDRESS.test(trimmed) ? parseRemote(trimmed) : undefined;
  if (remote?.transport !== 'ssh') return undefined;
  return `https://${remote.hostname}/${remote.segments.map(encodeURIComponent).join('/')}`;
}

/** `git@host:owner/repo.git`: a one-letter host would be a drive, and there is no scheme. */
const SCP = /^(?:[^@/\s]+@)?(\[[^\]\s]+\]|[^:/@\s]{2,}):(?!\/\/)(.+)$/;

function parseRemote(text: string): Remote | undefined {
  const scp = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? null : SCP.exec(text);
  if (scp) return toRemote('ssh', `https://${scp[1]}`, scp[2] ?? '');
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, hostname, pathname } = new URL(text);
  if (/^https?:$/.test(protocol)) return toRemote('web', `https://${host}`, pathname);
  return /^(ssh|git\+ssh|ssh\+git|git):$/.test(protocol) ? toRemote('ssh', `https://${hostname}`, pathname) : undefined;
}

/** No instance is deeper than this, and decoding each segment takes time. */
const MAX_SEGMENTS = 32;

/** `origin` is parsed again, because the URL parser normalises hosts only for web schemes. */
function toRemote(transport: Remote['transport'], origin: string, path: string): Remote | undefined {
  if (!URL.canParse(origin)) return undefined;
  const { host, hostname } = new URL(origin);
  const segments = path.split('/').filter(Boolean);
  if (segments.length > MAX_SEGMENTS) return undefined;
  const last = segments.pop()?.replace(/\.git$/i, '');
  return { transport, host, hostname, segments: [...segments, ...(last ? [last] : [])].map(decoded) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
