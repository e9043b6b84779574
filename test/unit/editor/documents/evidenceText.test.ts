import assert from 'node:assert/strict';
import { evidenceText } from '../../../../src/editor/documents/evidenceText.ts';
import { EVIDENCE_KINDS, EngineError } from '../../../../src/engine/index.ts';
import type { Evidence, Proof } from '../../../../src/engine/index.ts';
import { A, AT, B, C, SHA_A, SIGNED, file, ofRecord, section, shown } from '../../../support/evidenceReports.ts';
import { HOSTILE, assertHarmless } from '../../../support/hostileText.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeEvidence, makeRecord } from '../../../support/records.ts';

describe('evidence as a document', () => {
  it('begins with the word, its reason, and the number of matching sources', () => {
    const [, , verdict = '', agreement = ''] = ofRecord(SIGNED).split('\n\n');
    assert.match(verdict, /^\*\*Signed\.\*\* It matches SHA256SUMS, which is signed by key F542/);
    assert.match(agreement, /^5 sources checked, all match\. A signature names key ABCD, which you do not trust/);
  });

  it('shows every rung in order with its findings', () => {
    const ladder = section(ofRecord(SIGNED), 'Evidence, strongest first');
    const cells = [...ladder.matchAll(/^\| (?:\*\*)?\d\\\.\u00a0([^|*]+?)(?:\*\*)? \|.*\| (.+) \|$/gm)].map(
      ([, ...words]) => words.map((word) => word?.replaceAll('\u00a0', ' ')),
    );
    assert.deepEqual(cells, [
      ['Pin', 'none'],
      ['Signature', '**✓ 2 match, 1 by a key that you do not trust**'],
      ['Server', '✓ 1 matches'],
      ['Checksum file', '✓ 1 matches, 1 list counted as signed, 2 unusable'],
      ['Release notes', 'none'],
      ['Remembered', '✓ 1 matches'],
    ]);
    assert.match(ladder, /last searched for evidence on 24 Nov 2026/);
  });

  it('distinguishes "none" from "not looked for"', () => {
    const ladder = section(ofRecord(makeEvidence()), 'Evidence, strongest first');
    assert.match(ladder, /Checksum\u00a0file \|.*\| not looked for yet \|/);
    assert.match(ladder, /could not be searched for evidence/);
    const looked = section(ofRecord(makeEvidence('none', { gatheredAt: AT })), 'Evidence, strongest first');
    assert.doesNotMatch(looked, /not looked for/);
  });

  it('shows where, how, with which key and when each source was checked', () => {
    const text = ofRecord(SIGNED);
    const list = section(text, '✓ Signed list SHA256SUMS');
    for (const line of [
      `SHA-256:\\\n  \`${A}\``,
      '- Signature: SHA256SUMS\\.minisig',
      '<https://git.example.org/attachments/uuid-SHA256SUMS.minisig>',
      '<https://git.example.org/attachments/uuid-SHA256SUMS>',
      '- Made with: minisign',
      '- Key: `F542`',
      '- Signed comment: of 1 May',
      'the signature with this key, over the list; then the SHA-256 of all bytes',
      '- When: 24 Nov 2026',
    ]) {
      assert.ok(list.includes(line), `${line} in\n${list}`);
    }
    const direct = section(text, '✓ Signature tool\\.bin\\.sig');
    assert.match(direct, /Made with: SSH\n- Key: `SHA256:abc`/);
    assert.match(direct, /over all bytes of the file/);
    const server = section(text, '✓ Digest from the server');
    assert.match(server, /the SHA-512 and SHA-256 of all bytes/);
  });

  it('shows an external address as text, because others chose it', () => {
    const sources: readonly Proof[] = [{ kind: 'checksum', fits: true, file: 'x.sha256', digest: SHA_A }];
    const files = [file('x.sha256', { storage: 'external', externalUrl: 'https://evil.example/x' })];
    const text = ofRecord(makeEvidence('checksum', { sources, files }));
    assert.match(text, /https\\:\/\/evil\\\.example/);
    assert.doesNotMatch(text, /\(<https:\/\/evil/);
  });

  it('lists files that say nothing, with the reason', () => {
    const silent = section(ofRecord(SIGNED), 'Found but not counted');
    assert.match(
      silent,
      /\*\*tool\\\.bin\\\.asc\*\*\\\n {2}OpenPGP\\: names key ABCD, which you do not trust\\: it cannot be checked without that key/,
    );
    assert.match(silent, /\*\*sums\\\.txt\*\*\\\n {2}could not be fetched \\\(forbidden\\\)/);
    assert.match(silent, /\*\*MD5SUMS\*\*\\\n {2}has only weak digests/);
    assert.doesNotMatch(silent, /SHA256SUMS/);
    assert.doesNotMatch(ofRecord(makeEvidence()), /Found but not counted/);
  });

  it('says that the signature within a list was not counted', () => {
    const checksums = [
      { file: 'SHA256SUMS.asc', scope: 'list', digests: [SHA_A], clearsigned: true, signatures: [] },
    ] as const;
    const text = ofRecord(makeEvidence('checksum', { findings: { signatures: [], checksums } }));
    assert.match(section(text, 'Found but not counted'), /it counts as an unsigned list/);
  });

  it('has each full digest in a block of its own, for copying', () => {
    const digests = section(ofRecord(SIGNED), 'Digests');
    for (const hex of [A, C]) assert.ok(digests.includes(`\n\`\`\`\n${hex}\n\`\`\`\n`));
  });

  it('explains what each kind proves and what it does not', () => {
    const texts = EVIDENCE_KINDS.map((kind) => ofRecord(makeEvidence(kind)));
    for (const heading of ['What this proves', 'What this does not prove']) {
      assert.equal(new Set(texts.map((text) => section(text, heading))).size, EVIDENCE_KINDS.length);
    }
    const packaged = ofRecord(makeEvidence('server'), { storage: 'packageFile' });
    assert.match(section(packaged, 'What this proves'), /uploaded to the package registry/);
  });

  it('shows a change before and now, and what to do', () => {
    const changes = [
      { kind: 'key-changed', before: ['OLD'], now: ['NEW'] },
      { kind: 'replaced', before: A, now: B },
    ] as const;
    const text = ofRecord(makeEvidence('checksum', { changes }));
    assert.match(text, /\*\*Different key than before · replaced since your last download\.\*\*/);
    assert.match(section(text, 'Different key than before'), /\| `key OLD` \| `key NEW` \|/);
    const replaced = section(text, 'Replaced since your last download');
    assert.ok(replaced.includes(`before  ${A}\nnow     ${B}`));
    assert.match(replaced, /not used until .* "Accept Change…"\./);
  });

  it('shows a change from the failure as long as no record has it', () => {
    const changes = [{ kind: 'signature-missing', before: ['K'] }] as const;
    const text = shown({ failure: new EngineError('changed', 'x', { name: 'x', changes }) });
    assert.match(section(text, 'Signed before, unsigned now'), /\| `key K` \| no verifiable signature \|/);
  });

  it('shows which required evidence the file lacks', () => {
    const failure = new EngineError('untrusted', 'x', { name: 'x', kind: 'checksum', require: 'signature' });
    assert.match(shown({ failure }), /\*\*Not used\.\*\*/);
  });

  it('claims nothing about a file that is not here', () => {
    assert.match(shown(), /nothing was compared yet/);
    assert.match(shown({ asset: makeAsset({ digests: { sha256: A }, storage: 'packageFile' }) }), new RegExp(A));
  });

  it('escapes hostile names, comments, keys and addresses', () => {
    const signature = { file: HOSTILE, scheme: 'minisign', keyId: HOSTILE, comment: HOSTILE } as const;
    const findings: Evidence['findings'] = {
      signatures: [signature, { ...signature, problem: 'unknown-key' }, { ...signature, problem: 'wrong-name' }],
      checksums: [
        { file: HOSTILE, scope: 'list', digests: [SHA_A], signatures: [signature] },
        { file: HOSTILE, scope: 'list', digests: [], problem: 'fetch', code: 'forbidden', signatures: [] },
      ],
    };
    const sources: readonly Proof[] = [
      { kind: 'signature', fits: true, file: HOSTILE, keyId: HOSTILE, digest: SHA_A },
      { kind: 'signature', fits: true, file: HOSTILE, keyId: HOSTILE },
      { kind: 'checksum', fits: true, file: HOSTILE, digest: SHA_A },
    ];
    const evidence = makeEvidence('signature', {
      sources,
      findings,
      files: [file(HOSTILE), file(HOSTILE, { storage: 'external', externalUrl: HOSTILE })],
      changes: [{ kind: 'key-changed', before: [HOSTILE], now: [HOSTILE] }],
    });
    const asset = makeAsset({ name: HOSTILE, version: HOSTILE });
    const record = makeRecord({ name: HOSTILE, evidence });
    assertHarmless(evidenceText({ asset, instanceName: HOSTILE, cached: { record, path: '/x' }, failure: undefined }));
    const failure = new EngineError('integrity', 'no', {
      what: 'sha256',
      expected: A,
      actual: B,
      source: 'checksum',
      file: HOSTILE,
      keyId: HOSTILE,
      sources: sources.map((source) => ({ ...source, fits: false })),
    });
    assertHarmless(evidenceText({ asset, instanceName: HOSTILE, cached: { record, path: '/x' }, failure }));
  });
});
