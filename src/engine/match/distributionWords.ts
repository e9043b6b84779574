import { byCodename, distributionVersion } from '../machine/distribution.ts';
import type { Distribution, DistributionId } from '../machine/distribution.ts';
import { withoutEnd } from '../text.ts';

function rows(words: string, id: DistributionId): [string, DistributionId][] {
  return words.split(' ').map((word) => [word, id]);
}

const NAMES: ReadonlyMap<string, DistributionId> = new Map([
  ...rows('debian', 'debian'),
  ...rows('ubuntu', 'ubuntu'),
  ...rows('linuxmint', 'mint'),
  ...rows('fedora', 'fedora'),
  ...rows('rhel centos rocky rockylinux alma almalinux oraclelinux', 'el'),
  ...rows('opensuse suse sles', 'suse'),
  ...rows('amazonlinux', 'amazon'),
  ...rows('alpine', 'alpine'),
]);

/** These name a distribution only with a version attached: `deb11`, `el9`. */
const SHORT_NAMES: ReadonlyMap<string, DistributionId> = new Map([
  ...rows('deb', 'debian'),
  ...rows('mint', 'mint'),
  ...rows('fc', 'fedora'),
  ...rows('el ol', 'el'),
  ...rows('leap', 'suse'),
  ...rows('amzn', 'amazon'),
]);

/** The distribution that the words of a file name give, in any spelling: `deb11`, `ubuntu 22 04`, `alpine3 19`, `jammy`. */
export function distributionIn(words: readonly string[]): Distribution | undefined {
  const found = words.flatMap((word, index) => readWord(word, words.slice(index + 1, index + 3)) ?? []);
  return found.find(({ version }) => version !== undefined) ?? found[0];
}

/** Whether the word is one of these names with a version attached. */
export function isShortDistribution(word: string): boolean {
  const name = withoutEnd(word, '0123456789');
  const id = SHORT_NAMES.get(name);
  return id !== undefined && distributionVersion(id, word.slice(name.length)) !== undefined;
}

function readWord(word: string, [next = '', afterNext = '']: readonly string[]): Distribution | undefined {
  const name = withoutEnd(word, '0123456789');
  const digits = word.slice(name.length);
  const id = NAMES.get(name) ?? (digits === '' ? undefined : SHORT_NAMES.get(name));
  if (!id) return byCodename(word);
  const spellings = digits === '' ? [`${next}.${afterNext}`, next] : [`${digits}.${next}`, digits];
  const version = spellings.map((text) => distributionVersion(id, text)).find((one) => one !== undefined);
  // Every Alpine uses musl, which is usually all that its name is meant to say.
  const isVague = version === undefined && (digits !== '' || id === 'alpine');
  return isVague ? undefined : { id, version };
}
