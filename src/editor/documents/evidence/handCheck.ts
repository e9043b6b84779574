import { safeFileName } from '../../../engine/index.ts';
import type { AssetRecord, Evidence, SignatureFinding } from '../../../engine/index.ts';
import { shellWord } from '../../../words/foreign.ts';
import { plain } from '../../../words/format.ts';
import { block, code } from '../markdown.ts';
import { keyCell } from './words.ts';
import { t } from '../../../words/translate.ts';

/** How to check the same with other tools: the digest of the file here, then each signature that counted. */
export function handCheckSections(record: AssetRecord, path: string): readonly string[] {
  const signed = countedSignatures(record.evidence, record.name);
  return [
    `## ${t('Check it by hand')}`,
    block([`sha256sum ${shellWord(path)}`]),
    t(
      'It must print the SHA-256 above. On macOS, use {0}; in PowerShell, {1}.',
      code('shasum -a 256'),
      code('Get-FileHash'),
    ),
    signed.length === 0
      ? ''
      : t(
          'To check the signature, save the file under its own name (Save As…) and put the other files named below, from the same release, next to it:',
        ),
    ...signed.flatMap(({ finding, over, isList }) => [
      block([...commandLines(finding, over), ...(isList ? [`sha256sum --ignore-missing -c ${argument(over)}`] : [])]),
      keyHint(finding),
    ]),
  ];
}

interface Counted {
  readonly finding: SignatureFinding;
  /** The name of the signed file. */
  readonly over: string;
  readonly isList: boolean;
}

function countedSignatures({ findings }: Evidence, name: string): readonly Counted[] {
  const good = (all: readonly SignatureFinding[]): readonly SignatureFinding[] =>
    all.filter(({ problem }) => problem === undefined);
  return [
    ...good(findings.signatures).map((finding) => ({ finding, over: name, isList: false })),
    ...findings.checksums.flatMap(({ file, signatures }) =>
      good(signatures).map((finding) => ({ finding, over: file, isList: true })),
    ),
  ];
}

/** The reader must have the public key already: one that came with the file would prove nothing. */
function commandLines({ scheme, file, keyId = '' }: SignatureFinding, over: string): readonly string[] {
  const signature = argument(file);
  const content = argument(over);
  switch (scheme) {
    case 'minisign':
      return [`minisign -Vm ${content} -x ${signature} -p minisign.pub`];
    case 'signify':
      return [`signify -V -p signify.pub -x ${signature} -m ${content}`];
    case 'ssh':
      return [`ssh-keygen -Y verify -f allowed_signers -I publisher -n file -s ${signature} < ${content}`];
    case 'openpgp':
      return [`gpg --verify ${signature} ${content}`];
    case 'cosign':
      return [
        `cosign verify-blob --key cosign.pub --insecure-ignore-tlog ${cosignOption(file)} ${signature} ${content}`,
      ];
    case 'sigstore': {
      const [identity = '', issuer = ''] = plain(keyId, 1000).split(' ');
      const who = `--certificate-identity ${shellWord(identity)} --certificate-oidc-issuer ${shellWord(issuer)}`;
      return [`cosign verify-blob --bundle ${signature} ${who} ${content}`];
    }
    default:
      return [];
  }
}

/** A signature by a key is a separate file or part of a bundle. */
function cosignOption(file: string): string {
  return /\.(?:sig|signature)$/i.test(file) ? '--signature' : '--bundle';
}

function keyHint(finding: SignatureFinding): string {
  const key = t('The key must be {0}, from a source that you trust.', keyCell(finding.keyId));
  if (finding.scheme === 'ssh')
    return `${t('{0} contains one line: the word publisher, and the public key.', code('allowed_signers'))} ${key}`;
  return finding.scheme === 'sigstore' ? t('The command above also checks the signer.') : key;
}

/** A file in the current directory, under the name it is saved with, and safe from being read as an option. */
function argument(name: string): string {
  const safe = safeFileName(name);
  return shellWord(safe.startsWith('-') ? `./${safe}` : safe);
}
