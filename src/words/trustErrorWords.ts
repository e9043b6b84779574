import type { ErrorFacts, Proof } from '../engine/index.ts';
import { ACCEPT_HINT, changeSentence, kindPhrase } from './changeWords.ts';
import type { Description } from './describeError.ts';
import { isContradiction } from './evidenceWords.ts';
import { enumerate, plain } from './format.ts';

type Contradicting = ErrorFacts['integrity']['source'];

/** Failures of trust: the bytes are there, and are not used. */
export const TRUST_WORDS = { integrity, untrusted, changed };

function integrity(facts: ErrorFacts['integrity']): Description {
  const kept = facts.setAside ? ' The file is kept in quarantine for two weeks.' : '';
  return { message: `${disagreement(facts)}${kept}`, remedy: 'showEvidence' };
}

function disagreement(facts: ErrorFacts['integrity']): string {
  const { what, expected, actual, source, sources, identity = [] } = facts;
  const said = [...identity, ...sources];
  if (isContradiction(facts)) {
    const all = enumerate([...new Set(said.map(speaker))], 'and');
    return `ALARM: ${all} contradict each other about what this file has to be. It was not fetched.`;
  }
  if (what === 'size') {
    return `This is not the file that was listed, and it is not used. Expected ${expected} bytes, got ${actual}.`;
  }
  const others = enumerate(said.filter(({ fits }) => fits).map(speaker), 'and');
  const fitting = others === '' ? '' : ` It does match ${others}; which one is right cannot be told from here.`;
  if (what === 'signature') {
    return `ALARM: ${speaker(facts)} is not a signature of this file, though it names ${plain(expected)}, a key that you trust. The file is not used.${fitting}`;
  }
  const expectation = `Expected ${expected}, got ${actual || 'something else'}.`;
  return `ALARM: this is not the file that ${saidBy(source, facts)}, and it is not used. ${expectation}${fitting}`;
}

function saidBy(kind: Contradicting, { file, keyId }: Pick<Proof, 'file' | 'keyId'>): string {
  const words: Readonly<Record<Contradicting, string>> = {
    lock: 'the lock names',
    caller: 'was asked for',
    kept: 'you keep',
    listed: 'was listed',
    pin: 'you pinned',
    signature: `${named(file, 'a list')} promises, which is signed by ${named(keyId, 'a key that you trust')}`,
    server: 'the server promised',
    checksum: `${named(file, 'a checksum file')} promises`,
    remembered: 'it was before',
    none: 'was expected',
  };
  return words[kind];
}

/** `your pin`, `SHA256SUMS` */
function speaker({ kind, file }: Pick<Proof, 'file'> & { readonly kind?: Contradicting }): string {
  const words: Readonly<Record<Contradicting, string>> = {
    lock: 'the lock',
    caller: 'the digest that was asked for',
    kept: 'the file that you keep',
    listed: 'the listing',
    pin: 'your pin',
    signature: named(file, 'a signature'),
    server: 'the digest of the server',
    checksum: named(file, 'a checksum file'),
    remembered: 'what it was before',
    none: 'nothing',
  };
  return words[kind ?? 'signature'];
}

function named(text: string | undefined, otherwise: string): string {
  return text === undefined ? otherwise : plain(text, 80);
}

/** Without its name, so that several files which lack the same are one message. */
function untrusted({ require, kind }: ErrorFacts['untrusted']): Description {
  const demanded = kindPhrase(require === 'any' ? 'none' : require);
  const has = kind === 'none' ? 'nothing vouches for this file' : `this file has only ${kindPhrase(kind)}`;
  return {
    message: `Your settings require ${demanded} for this owner; ${has}, so it is not used.`,
    remedy: require === 'pin' ? 'pinDigest' : 'trustKey',
    also: ['openSettings', 'showEvidence'],
  };
}

function changed({ changes }: ErrorFacts['changed']): Description {
  return {
    message: `This file has changed. ${changes.map(changeSentence).join(' ')} ${ACCEPT_HINT}`,
    remedy: 'acceptChange',
    also: ['showEvidence'],
  };
}
