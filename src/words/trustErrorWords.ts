import type { ErrorFacts, Proof } from '../engine/index.ts';
import { acceptHint, changeSentence, kindPhrase } from './changeWords.ts';
import type { Description } from './describeError.ts';
import { isContradiction } from './evidenceWords.ts';
import { enumerate, plain } from './format.ts';
import { quarantineSentence } from './quarantineWords.ts';
import { t } from './translate.ts';

type Contradicting = ErrorFacts['integrity']['source'];

/** Failures of trust: the bytes are there but not used. */
export const TRUST_WORDS = { integrity, untrusted, changed };

function integrity(facts: ErrorFacts['integrity']): Description {
  const message = [disagreement(facts), ...quarantineSentence(facts.quarantinePath)].join(' ');
  return { message, remedy: 'showEvidence' };
}

function disagreement(facts: ErrorFacts['integrity']): string {
  const { what, expected, actual, source, sources, identity = [] } = facts;
  const statements = [...identity, ...sources];
  if (isContradiction(facts)) {
    const all = enumerate([...new Set(statements.map(speaker))], 'and');
    return t('{0} disagree about this file, so it was not downloaded.', all);
  }
  if (what === 'size') {
    return t('This is not the listed file, so it is not used. Expected {0} bytes, got {1}.', expected, actual);
  }
  const others = enumerate(statements.filter(({ fits }) => fits).map(speaker), 'and');
  const matches = others === '' ? [] : [t('It does match {0}; that does not show which is right.', others)];
  const refusal =
    what === 'signature'
      ? t(
          '{0} does not match this file, although it names {1}, a key that you trust. The file is not used.',
          speaker(facts),
          plain(expected),
        )
      : `${mismatch(source, facts)} ${t('Expected {0}, got {1}.', expected, actual || t('something else'))}`;
  return [refusal, ...matches].join(' ');
}

/** The source that the bytes contradict. */
function mismatch(kind: Contradicting, { file, keyId }: Pick<Proof, 'file' | 'keyId'>): string {
  const words: Readonly<Record<Contradicting, string>> = {
    lock: t('This is not the locked file, so it is not used.'),
    caller: t('This is not the requested file, so it is not used.'),
    kept: t('This is not the file that you keep, so it is not used.'),
    listed: t('This is not the listed file, so it is not used.'),
    pin: t('This is not the file that you pinned, so it is not used.'),
    signature: t(
      'This is not the file in {0}, which is signed by {1}, so it is not used.',
      named(file, t('a list')),
      named(keyId, t('a key that you trust')),
    ),
    server: t('This file does not match the digest from the server, so it is not used.'),
    checksum: t('This file does not match {0}, so it is not used.', named(file, t('a checksum file'))),
    notes: t('This file does not match the digest in the release notes, so it is not used.'),
    remembered: t('This file has changed since it was first downloaded, so it is not used.'),
    none: t('This is not the expected file, so it is not used.'),
  };
  return words[kind];
}

/** `your pin`, `SHA256SUMS` */
function speaker({ kind, file }: Pick<Proof, 'file'> & { readonly kind?: Contradicting }): string {
  const words: Readonly<Record<Contradicting, string>> = {
    lock: t('the lock'),
    caller: t('the requested digest'),
    kept: t('the file that you keep'),
    listed: t('the file list'),
    pin: t('your pin'),
    signature: named(file, t('a signature')),
    server: t('the digest from the server'),
    checksum: named(file, t('a checksum file')),
    notes: t('the release notes'),
    remembered: t('the remembered digest'),
    none: t('nothing'),
  };
  return words[kind ?? 'signature'];
}

function named(text: string | undefined, otherwise: string): string {
  return text === undefined ? otherwise : plain(text, 80);
}

/** Without the file's name, so that several files with the same problem share one message. */
function untrusted({ require, kind }: ErrorFacts['untrusted']): Description {
  const demanded = kindPhrase(require === 'any' ? 'none' : require);
  return {
    message:
      kind === 'none'
        ? t(
            'Your settings require {0} for this owner; this file has no evidence that counts, so it is not used.',
            demanded,
          )
        : t(
            'Your settings require {0} for this owner; this file has only {1}, so it is not used.',
            demanded,
            kindPhrase(kind),
          ),
    remedy: require === 'pin' ? 'pinDigest' : 'trustKey',
    also: ['openSettings', 'showEvidence'],
  };
}

function changed({ changes }: ErrorFacts['changed']): Description {
  return {
    message: [...changes.map(changeSentence), acceptHint(changes)].join(' '),
    remedy: 'acceptChange',
    also: ['showEvidence'],
  };
}
