import assert from 'node:assert/strict';
import { EVIDENCE_KINDS } from '../../../src/engine/index.ts';
import type { EvidenceKind, Proof } from '../../../src/engine/index.ts';
import { changeSentence } from '../../../src/words/changeWords.ts';
import {
  agreementSentence,
  changeWord,
  mismatchWord,
  evidenceIcon,
  evidenceSentence,
  evidenceTally,
  evidenceWord,
  spokenEvidence,
  untrustedWord,
} from '../../../src/words/evidenceWords.ts';
import { makeEvidence, makeRecord } from '../../support/records.ts';

const A = { algorithm: 'sha256', hex: 'a'.repeat(64) } as const;
const AT = Date.UTC(2026, 10, 24, 12);
const recordOf = (kind: EvidenceKind) => makeRecord({ evidence: makeEvidence(kind), storedAt: AT });
const source = (kind: Proof['kind'], rest: Partial<Proof> = {}): Proof => ({ kind, fits: true, ...rest });

describe('the words for evidence', () => {
  const WORDS: Readonly<Record<EvidenceKind, string>> = {
    pin: 'pinned',
    signature: 'signed',
    server: 'server digest',
    checksum: 'checksum',
    notes: 'release notes',
    remembered: 'remembered',
    none: 'unverified',
  };

  for (const kind of EVIDENCE_KINDS) {
    it(`claim no more than there is for ${kind}`, () => {
      const record = recordOf(kind);
      assert.equal(evidenceWord(record), WORDS[kind]);
      assert.ok(spokenEvidence(record).startsWith(WORDS[kind]), 'read aloud, it starts with the same word');
      const claims = /\b(signed|pinned|server)\b/.test(spokenEvidence(record));
      assert.equal(claims, kind === 'pin' || kind === 'signature' || kind === 'server');
      assert.match(evidenceSentence(record), /^[A-Z].*\.$/);
    });
  }

  it('claim nothing more about a file that only a lock names', () => {
    const record = makeRecord({ evidence: makeEvidence('none'), claimedBy: 'lock' });
    assert.deepEqual([evidenceWord(record), spokenEvidence(record)], ['as locked', 'as locked']);
    assert.match(evidenceSentence(record), /a lock names\. Its release was not checked for evidence\.$/);
    const searched = { ...record, evidence: makeEvidence('none', { gatheredAt: 1 }) };
    assert.match(evidenceSentence(searched), /There is no other evidence\.$/);
    assert.equal(evidenceTally([record, recordOf('signature')]), '1 signed and 1 as locked');
    assert.equal(evidenceWord({ ...record, claimedBy: 'caller' }), 'unverified');
    assert.equal(evidenceWord({ ...record, evidence: makeEvidence('checksum') }), 'checksum');
  });

  it('differ for each kind', () => {
    const all = [...EVIDENCE_KINDS.map(recordOf), makeRecord({ evidence: makeEvidence('none'), claimedBy: 'lock' })];
    assert.equal(new Set(all.map(spokenEvidence)).size, all.length);
    assert.equal(new Set(all.map(evidenceSentence)).size, all.length);
    assert.equal(new Set(all.map(evidenceWord)).size, all.length);
    assert.equal(new Set(all.map(evidenceIcon)).size, all.length - 1);
  });

  it('name the source of the digest', () => {
    const evidence = makeEvidence('server');
    assert.match(
      evidenceSentence(makeRecord({ evidence, storage: 'packageFile' })),
      /that the package registry computed/,
    );
    assert.match(evidenceSentence(makeRecord({ evidence, storage: 'attachment' })), /that the server gives/);
  });

  it('name the file and the key that count, whatever a server wrote into them', () => {
    const wordsFor = (kind: EvidenceKind, one: Proof): string =>
      evidenceSentence(makeRecord({ evidence: makeEvidence(kind, { sources: [one] }) }));
    const listed = wordsFor('signature', source('signature', { file: 'SHA256SUMS', keyId: 'F542', digest: A }));
    assert.equal(listed, 'It matches SHA256SUMS, which is signed by key F542, which you trust.');
    const direct = wordsFor('signature', source('signature', { file: 'x.minisig', keyId: 'F5\u202e42' }));
    assert.equal(direct, 'It is signed by key F5\ufffd42, which you trust (x.minisig).');
    assert.match(
      wordsFor('checksum', source('checksum', { file: 'a\nb', digest: A })),
      /matches the checksum file a b of the same release/,
    );
  });

  it('say since when a file is unchanged', () =>
    assert.match(evidenceSentence(recordOf('remembered')), /first downloaded on 24 Nov 2026/));

  it('count the sources, and a file with two digests once', () => {
    const two = { algorithm: 'sha512', hex: 'b'.repeat(128) } as const;
    const server = [source('server', { digest: A }), source('server', { digest: two })];
    assert.equal(agreementSentence([]), 'There is nothing to compare this file with.');
    assert.equal(agreementSentence(server), 'One source checked, and it matches.');
    const lists = [source('checksum', { file: 'one', digest: A }), source('checksum', { file: 'two', digest: A })];
    assert.equal(agreementSentence([...server, ...lists]), '3 sources checked, all match.');
    const against = source('remembered', { fits: false, digest: A });
    assert.equal(agreementSentence([...server, ...lists, against]), '4 sources checked, 1 of them does not match.');
    assert.equal(agreementSentence([against]), 'One source checked, and it does not match.');
  });

  it('sum up several by their words', () => {
    const kinds = (...all: readonly EvidenceKind[]): string => evidenceTally(all.map(recordOf));
    assert.equal(kinds('signature'), 'signed');
    assert.equal(kinds('pin', 'server'), '1 pinned and 1 server digest');
    assert.equal(kinds('none', 'signature', 'checksum', 'signature'), '2 signed, 1 checksum and 1 unverified');
  });

  it('show a change instead of the word if it blocks the file, and next to it if not', () => {
    const gone = { kind: 'signature-missing', before: ['K'] } as const;
    const other = { kind: 'replaced', before: 'aa', now: 'bb' } as const;
    const wordsFor = (...changes: Parameters<typeof changeWord>): string =>
      evidenceWord(makeRecord({ evidence: makeEvidence('checksum', { changes }) }));
    assert.equal(wordsFor(gone), 'signed before, unsigned now');
    assert.equal(wordsFor(other), 'checksum · replaced since your last download');
    const evidence = makeEvidence('checksum', { changes: [gone, other] });
    assert.equal(evidenceWord({ evidence }), 'signed before, unsigned now · replaced since your last download');
    assert.equal(evidenceIcon({ evidence }), 'warning');
  });

  it('show a change before and now', () => {
    assert.equal(
      changeSentence({ kind: 'key-changed', before: ['A\u202e', 'minisign:B'], now: ['ssh:C'] }).split('.')[0],
      'The last version was signed by key A\ufffd and minisign key B; this one is signed by SSH key C, which you do not trust',
    );
    assert.equal(
      changeSentence({ kind: 'signature-missing', before: ['minisign:B'], among: 'source' }),
      'The other files of this source were signed by minisign key B; this one has no verifiable signature.',
    );
    assert.equal(changeWord({ kind: 'weaker', before: 'server', now: 'none' }), 'weaker than before, unverified now');
    assert.equal(
      changeSentence({ kind: 'weaker', before: 'signature', now: 'checksum' }),
      'The last version had a signature by a key that you trust; this one has a checksum file.',
    );
  });

  it('say what is missing if the settings require more', () => {
    assert.equal(untrustedWord({ kind: 'none', require: 'signature' }), 'unverified, needs a signature');
  });

  it('name the source that contradicts a file', () => {
    const facts = { expected: 'aa', actual: 'bb', sources: [] };
    assert.equal(mismatchWord({ ...facts, what: 'sha256', source: 'pin' }), 'refused: does not match your pin');
    const meant = ['lock', 'caller', 'kept', 'listed'] as const;
    assert.deepEqual(
      meant.map((source) => mismatchWord({ ...facts, what: 'sha256', source })),
      [
        'refused: not the locked file',
        'refused: not the requested file',
        'refused: not the file that you keep',
        'refused: not the listed file',
      ],
    );
    assert.equal(
      mismatchWord({ ...facts, what: 'signature', source: 'signature', file: 'x.sig' }),
      'refused: its signature does not match (x.sig)',
    );
    assert.equal(mismatchWord({ ...facts, what: 'size', source: 'none' }), 'refused: not the listed size');
  });

  it('blame nobody if sources contradict each other before any bytes arrived', () => {
    const sources = ['aa', 'bb'].map((hex) => ({
      kind: 'checksum',
      fits: false,
      file: `${hex}.txt`,
      digest: { algorithm: 'sha256', hex },
    })) satisfies readonly Proof[];
    assert.equal(
      mismatchWord({ what: 'sha256', expected: 'aa', actual: 'bb', source: 'checksum', file: 'aa.txt', sources }),
      'refused: its sources disagree',
    );
  });
});
