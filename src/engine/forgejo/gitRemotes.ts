/** Which repository of which instance a git remote is. All pure. */

export interface RemoteRepository {
  /** Normalised base of the configured instance. */
  readonly instance: string;
  readonly owner: string;
  readonly repo: string;
}

interface Remote {
  readonly transport: 'web' | 'ssh';
  /** Lower case, punycode, without port. */
  readonly hostname: string;
  /** As in a URL: with its port where that is not the scheme's own. Only of web remotes. */
  readonly host: string;
  /** Decoded. */
  readonly segments: readonly string[];
}

/**
 * The repository that a remote points to, if it is one of an instance among `bases` (normalised). Of several that fit, the
 * one with the longest path wins, then the first.
 *
 * A web remote has to have the instance's host, port and path. An ssh remote has its own port and, as Forgejo writes it,
 * leaves the sub-path of the instance out; there the host name is all there is to go by.
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
  // Without the sub-path in it, an ssh remote fits the instance at the root just as well.
  return { instance, owner, repo, depth: rest === remote.segments ? 0 : prefix.length };
}

/** A clone address of SSH that is like no address of the web: with a user, or with the scheme. */
const SSH_ADDRESS = /^(?:[\w.-]+@[^@/\s]|(?:ssh|git\+ssh|ssh\+git):\/\/)/i;

/** Where the repository of an SSH clone address probably is on the web; `undefined` for any other text. */
export function webAddressOfRemote(text: string): string | undefined {
  const trimmed = text.trim();
  const remote = SSH_ADDRESS.test(trimmed) ? parseRemote(trimmed) : undefined;
  if (remote?.transport !== 'ssh') return undefined;
  return `https://${remote.hostname}/${remote.segments.map(encodeURIComponent).join('/')}`;
}

/** `git@host:owner/repo.git`: a host of more than one letter, which would be a drive, and no scheme. */
const SCP = /^(?:[^@/\s]+@)?(\[[^\]\s]+\]|[^:/@\s]{2,}):(?!\/\/)(.+)$/;

function parseRemote(text: string): Remote | undefined {
  const scp = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? null : SCP.exec(text);
  if (scp) return toRemote('ssh', `https://${scp[1]}`, scp[2] ?? '');
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, hostname, pathname } = new URL(text);
  if (/^https?:$/.test(protocol)) return toRemote('web', `https://${host}`, pathname);
  return /^(ssh|git\+ssh|ssh\+git|git):$/.test(protocol) ? toRemote('ssh', `https://${hostname}`, pathname) : undefined;
}

/** No instance lives deeper than this, and each segment costs something to decode. */
const MAX_SEGMENTS = 32;

/** `origin` goes through the URL parser once more, because only web schemes have their hosts normalised. */
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
