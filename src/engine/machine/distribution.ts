/** Linux distributions in file names. `el`: RHEL and its rebuilds. */
export type DistributionId = 'debian' | 'ubuntu' | 'mint' | 'fedora' | 'el' | 'suse' | 'amazon' | 'alpine';

export interface Distribution {
  readonly id: DistributionId;
  /** The release, such as `12`, `22.04` or `3.19`: only as many parts as distinguish releases. `undefined` if not given. */
  readonly version: string | undefined;
}

const NAMES: Readonly<Record<DistributionId, string>> = {
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  mint: 'Linux Mint',
  fedora: 'Fedora',
  el: 'Enterprise Linux',
  suse: 'SUSE',
  amazon: 'Amazon Linux',
  alpine: 'Alpine',
};

/** The name for people, such as `Debian 12`. */
export function distributionName({ id, version }: Distribution): string {
  return version === undefined ? NAMES[id] : `${NAMES[id]} ${version}`;
}

/** The parts of a version that distinguish releases; by default the first. */
const FORMS: Readonly<Record<DistributionId, RegExp>> = {
  debian: /^([789]|[1-3]\d)(?:\.\d+)*$/,
  ubuntu: /^([12]\d|3\d)(?:\.?(04|10))?$/,
  mint: /^([12]\d)(?:\.?(\d))?$/,
  fedora: /^([2-9]\d)$/,
  el: /^([5-9]|1\d)(?:\.\d+)*$/,
  suse: /^(1[0-9])(?:\.?(\d))?$/,
  amazon: /^(2|20\d\d)(?:\.\d+)*$/,
  alpine: /^(3)\.?(\d\d?)(?:\.\d+)*$/,
};

/** A comparable version from any spelling (`2204`, `22.04`); `undefined` if it can be none. */
export function distributionVersion(id: DistributionId, text: string): string | undefined {
  const [, major, minor] = FORMS[id].exec(text) ?? [];
  return major === undefined || minor === undefined ? major : `${major}.${minor}`;
}

const CODENAMES: ReadonlyMap<string, Distribution> = new Map(
  (
    [
      ['debian', { buster: '10', bullseye: '11', bookworm: '12', trixie: '13', forky: '14' }],
      ['ubuntu', { xenial: '16.04', bionic: '18.04', focal: '20.04', jammy: '22.04', noble: '24.04' }],
    ] as const
  ).flatMap(([id, names]) => Object.entries(names).map(([name, version]) => [name, { id, version }] as const)),
);

/** The release with a codename. */
export function byCodename(name: string): Distribution | undefined {
  return CODENAMES.get(name);
}

const IDS: ReadonlyMap<string, DistributionId> = new Map([
  ['debian', 'debian'],
  ['ubuntu', 'ubuntu'],
  ['linuxmint', 'mint'],
  ['fedora', 'fedora'],
  ['rhel', 'el'],
  ['centos', 'el'],
  ['rocky', 'el'],
  ['almalinux', 'el'],
  ['ol', 'el'],
  ['opensuse-leap', 'suse'],
  ['sles', 'suse'],
  ['amzn', 'amazon'],
  ['alpine', 'alpine'],
]);

/**
 * Reads `/etc/os-release`: the distribution itself, and the one it is based on if it names that one's release (Linux Mint
 * names Ubuntu's codename).
 */
export function parseOsRelease(text: string): readonly Distribution[] {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^([A-Z_]+)=["']?([^"']*)/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) fields.set(key, value.trim());
  }
  const id = IDS.get(fields.get('ID') ?? '');
  const codenames = ['VERSION_CODENAME', 'UBUNTU_CODENAME', 'DEBIAN_CODENAME'].map((key) => fields.get(key) ?? '');
  const built = codenames.flatMap((name) => byCodename(name) ?? []);
  const version = id && distributionVersion(id, fields.get('VERSION_ID') ?? '');
  const own = id ? [{ id, version: version ?? built.find((one) => one.id === id)?.version }] : [];
  return [
    ...own,
    ...built.filter((one, index) => one.id !== id && built.findIndex(({ id: of }) => of === one.id) === index),
  ];
}
