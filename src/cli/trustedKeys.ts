import { createTrust, normaliseBase, parseTrustedKey, readLimited } from '../engine/index.ts';
import type { Requirement, Trust, TrustedKey, TrustedKeyProblem } from '../engine/index.ts';
import { usageError } from './cliError.ts';

interface OwnedKey {
  readonly instance: string;
  readonly owner: string;
  readonly key: TrustedKey;
}

/**
 * The trust that the options give: `<instance>/<owner>=<file of a public key>` each, and one requirement for all.
 *
 * @throws CliError `usage`
 */
export async function readTrust(
  texts: readonly string[],
  require: Requirement,
): Promise<(instance: string, owner: string) => Trust> {
  const owned = await Promise.all(texts.map(readOwnedKey));
  return (instance, owner) => {
    const theirs = owned.filter((one) => one.instance === instance && one.owner === owner.toLowerCase());
    return createTrust(
      theirs.map(({ key }) => key),
      require,
    );
  };
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
  return { instance: base.value, owner: owner.toLowerCase(), key: parsed.key };
}
