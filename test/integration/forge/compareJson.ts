import assert from 'node:assert/strict';

/**
 * Keys with values of the recorded server's own, by the object that contains them. Only their types are compared; everything
 * else has to be equal.
 */
const OWN: readonly { readonly mark: string; readonly keys: readonly string[] }[] = [
  // An account: its address and last visit depend on who asks.
  { mark: 'login', keys: ['email', 'avatar_url', 'last_login', 'created', 'active'] },
  // A repository: its size is that of its git data, which the demo forge does not have.
  {
    mark: 'clone_url',
    keys: ['ssh_url', 'wiki_ssh_url', 'created_at', 'updated_at', 'size', 'has_actions'],
  },
  // An organization.
  { mark: 'repo_admin_change_team_access', keys: ['avatar_url', 'created'] },
  // A package file: the bytes of large ones were not recorded.
  { mark: 'sha512', keys: ['md5', 'sha1', 'sha256', 'sha512'] },
  // A health check.
  { mark: 'checks', keys: ['description'] },
  { mark: 'time', keys: ['time'] },
];

type Objekt = Readonly<Record<string, unknown>>;

/** Fails at the first place where the shapes differ, or a value that is not the server's own. */
export function compareJson(actual: unknown, recorded: unknown, ignoreDownloadCounts: boolean, path = '$'): void {
  const inner = (key: string, a: unknown, r: unknown): void =>
    compareJson(a, r, ignoreDownloadCounts, `${path}.${key}`);
  assert.equal(kindOf(actual), kindOf(recorded), `type of ${path}`);
  if (Array.isArray(recorded)) {
    assert.equal((actual as unknown[]).length, recorded.length, `length of ${path}`);
    recorded.forEach((value, index) => inner(`${index}`, (actual as unknown[])[index], value));
  } else if (kindOf(recorded) === 'object') {
    const [ours, theirs] = [actual as Objekt, recorded as Objekt];
    assert.deepEqual(Object.keys(ours).sort(), Object.keys(theirs).sort(), `keys of ${path}`);
    const own = OWN.filter(({ mark }) => mark in theirs).flatMap(({ keys }) => keys);
    if (ignoreDownloadCounts) own.push('download_count', 'archive_download_count');
    for (const [key, value] of Object.entries(theirs)) {
      if (own.includes(key)) assert.equal(formOf(ours[key]), formOf(value), `form of ${path}.${key}`);
      else inner(key, ours[key], value);
    }
  } else assert.equal(actual, recorded, path);
}

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** The type, and for digests and times also their format. */
function formOf(value: unknown): string {
  if (typeof value !== 'string') return kindOf(value);
  if (/^[0-9a-f]{32,}$/.test(value)) return `${value.length} hex digits`;
  return /^\d{4}-\d\d-\d\dT/.test(value) ? 'time' : 'string';
}
