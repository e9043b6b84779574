import { createTrust, normaliseBase, parseTrustedKey, readLimited } from '../engine/index.ts';
import type { Requirement, Trust, TrustedKey, TrustedKeyProblem } from '../engine/index.ts';
import { shellWord } from '../words/foreign.ts';
import { plain } from '../words/format.ts';
import { usageError } from './cliError.ts';

interface OwnedKey {
  readonly instance: string;
  readonly owner: string;
  readonly key: TrustedKey;
}

/** The trust that the options give. */
interface GivenTrust {
  readonly trust: (instance: string, owner: string) => Trust;
  /** Whose keys were given although no file of theirs was judged; empty if none was judged at all. */
  readonly unused: () => readonly string[];
}

/**
 * Reads `<instance>/<owner>=<file of a public key>` each, and one requirement for all. `instances`: those that the call
 * names; a key for another one is probably misspelt. If there is none, a key may be for any.
 *
 * @throws CliError `usage`
 */
export async function readTrust(
  texts: readonly string[],
  require: Requirement,
  instances: readonly string[],
): Promise<GivenTrust> {
  const owned = await Promise.all(texts.map(readOwnedKey));
  const stray = owned.find(({ instance }) => instances.length > 0 && !instances.includes(instance));
  if (stray) {
    throw usageError(
      `--trusted-key names ${stray.instance}, which is none of your instances. Correct it, or add --instance ${shellWord(stray.instance)}.`,
    );
  }
  const judged = new Set<string>();
  const trust = (instance: string, owner: string): Trust => {
    judged.add(placeOf(instance, owner));
    const theirs = owned.filter((one) => placeOf(one.instance, one.owner) === placeOf(instance, owner));
    return createTrust(
      theirs.map(({ key }) => key),
      require,
    );
  };
  const places = [...new Set(owned.map(({ instance, owner }) => placeOf(instance, owner)))];
  return { trust, unused: () => (judged.size > 0 ? places.filter((place) => !judged.has(place)) : []) };
}

function placeOf(instance: string, owner: string): string {
  return `${instance}${owner.toLowerCase()}`;
}

/** Says that a key changed nothing. */
export function unusedKeySentence(place: string): string {
  return `No file from ${plain(place, 200)} was checked, so its --trusted-key had no effect. Check its spelling.`;
}

const PROBLEMS: Readonly<Record<TrustedKeyProblem, string>> = {
  empty: 'is empty',
  'too-large': 'is too large for a public key',
  unknown: 'has no public key in a known format',
  secret: 'has a secret key; name the file of the public one',
  malformed: 'looks like a key but cannot be read: it may be truncated, damaged, too weak, or several keys at once',
  namespace: 'is an allowed_signers line that does not allow signing files',
};

/** More than `parseTrustedKey` accepts. */
const MAX_KEY_BYTES = 1024 * 1024;

async function readOwnedKey(text: string): Promise<OwnedKey> {
  const [, instance = '', owner = '', file = ''] = /^([^=]+)\/([^/=]+)=(.+)$/.exec(text) ?? [];
  const base = normaliseBase(instance);
  if (!file || !base.ok) {
    throw usageError('Write a trusted key as https://git.example.org/owner=file.pub.');
  }
  const content = await readLimited(file, MAX_KEY_BYTES).catch((cause: NodeJS.ErrnoException) => {
    throw usageError(`The trusted key ${file} cannot be read (${cause.code ?? cause.message}).`);
  });
  if (!content) throw usageError(`There is no file ${file}, which --trusted-key names.`);
  if (!content.ok) {
    throw usageError(
      content.reason === 'notFile' ? `${file} is not a file.` : `${file} is too large for a public key.`,
    );
  }
  const parsed = parseTrustedKey(content.bytes.toString('utf8'));
  if (!parsed.ok) throw usageError(`${file} ${PROBLEMS[parsed.reason]}.`);
  return { instance: base.value, owner, key: parsed.key };
}
