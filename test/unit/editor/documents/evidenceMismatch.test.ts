import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import type { ErrorFacts, Proof } from '../../../../src/engine/index.ts';
import { A, B, SHA_A, SHA_B, file, section, shown } from '../../../support/evidenceReports.ts';
import type { Subject } from '../../../support/evidenceReports.ts';
import { makeEvidence, makeRecord } from '../../../support/records.ts';

describe('evidence of a mismatch', () => {
  const FACTS: ErrorFacts['integrity'] = {
    what: 'sha256',
    expected: A,
    actual: B,
    source: 'checksum',
    file: 'SHA256SUMS',
    quarantinePath: '/cache/aside/x',
    sources: [
      { kind: 'server', fits: true, digest: SHA_B },
      { kind: 'checksum', fits: false, file: 'SHA256SUMS', digest: SHA_A },
    ],
  };
  const alarm = (facts: ErrorFacts['integrity'], cached?: Subject['cached']): string =>
    shown({ failure: new EngineError('integrity', 'no', facts), cached });

  it('shows both digests, every source with its result, and where the bytes are', () => {
    const text = alarm(FACTS);
    assert.match(text, /\*\*Refused\.\*\*/);
    assert.ok(text.includes(`Expected SHA-256, from SHA256SUMS:\\\n  \`${A}\``));
    assert.ok(text.includes(`SHA-256:\\\n  \`${B}\``));
    assert.match(section(text, 'What was compared'), /2 sources checked, 1 of them does not match/);
    assert.match(section(text, '✓ Digest from the server'), new RegExp(B));
    assert.match(section(text, '✗ Checksum file SHA256SUMS'), new RegExp(A));
    assert.match(section(text, 'Where the file is'), /\/cache\/aside\/x/);
    assert.doesNotMatch(text, /nothing was compared/);
  });

  it('mentions no cached file if its bytes are in quarantine, but has the addresses from its record', () => {
    const evidence = makeEvidence('checksum', { files: [file('SHA256SUMS')] });
    const cached = { record: makeRecord({ evidence }), path: '/cache/blobs/aa' };
    const text = alarm(FACTS, cached);
    assert.doesNotMatch(text, /on this machine|sha256sum/);
    assert.match(section(text, '✗ Checksum file SHA256SUMS'), /attachments\/uuid-SHA256SUMS>/);
    const { quarantinePath: _, ...untouched } = FACTS;
    assert.match(alarm(untouched, cached), /## The file that is on this machine\n[\s\S]*sha256sum \/cache\/blobs\/aa/);
  });

  it('mentions no cached file if its record says that the bytes are gone', () => {
    const { quarantinePath: _, ...facts } = FACTS;
    const refused = makeRecord({ evidence: makeEvidence('checksum'), absence: { kind: 'refused', facts } });
    assert.doesNotMatch(alarm(facts, { record: refused, path: '/cache/blobs/aa' }), /on this machine|sha256sum/);
    const gone = makeRecord({ evidence: makeEvidence('checksum'), absence: { kind: 'gone' } });
    const text = shown({ cached: { record: gone, path: '/cache/blobs/aa' } });
    assert.match(text, /The file is gone from the disk\. Download it again\./);
    assert.doesNotMatch(text, /sha256sum|nothing was compared/);
  });

  it('reports contradicting sources without any bytes', () => {
    const sources = [SHA_A, SHA_B].map((digest, index): Proof => ({
      kind: 'checksum',
      fits: false,
      file: `sums ${index}`,
      digest,
    }));
    const { quarantinePath: _, ...facts } = FACTS;
    const text = alarm({ ...facts, file: 'sums 0', sources });
    assert.match(text, /They disagree: no file can match/);
    assert.ok(text.includes(`SHA-256 according to the other source:\\\n  \`${B}\``));
    section(text, '? Checksum file sums 1');
    assert.doesNotMatch(text, /these bytes|Checked|compared/);
  });

  it('names the key of a signature that does not match', () => {
    const source: Proof = { kind: 'signature', fits: false, file: 'tool.bin.sig', keyId: 'K1' };
    const text = alarm({ what: 'signature', expected: 'K1', actual: '', source: 'signature', sources: [source] });
    assert.match(text, /A signature by a key that you trust does not match these bytes/);
    assert.match(section(text, '✗ Signature tool\\.bin\\.sig'), /- Key: `K1`/);
  });

  it('separates which file was meant from what was compared', () => {
    const sources = [{ kind: 'server', fits: true, digest: SHA_B } as const];
    const identity = [
      { kind: 'lock', fits: false, digest: SHA_A },
      { kind: 'kept', fits: true, digest: SHA_B },
    ] as const;
    const facts = { what: 'sha256', expected: A, actual: B, source: 'lock', sources, identity } as const;
    const text = shown({ failure: new EngineError('integrity', 'x', facts) });
    assert.match(text, /Expected SHA-256, from the lock:/);
    const meant = section(text, 'Which file was expected');
    assert.ok(meant.includes(`✗ The lock`) && meant.includes(A), meant);
    assert.ok(meant.includes(`✓ The file that you keep`) && meant.includes(B), meant);
    assert.match(section(text, 'What was compared'), /One source checked, and it matches/);
  });

  it('does not list a contradicting signature among files that say nothing', () => {
    const source: Proof = { kind: 'signature', fits: false, file: 'tool.bin.sig', keyId: 'K1' };
    const wrong = { scheme: 'minisign', file: 'tool.bin.sig', keyId: 'K1', problem: 'bad-signature' } as const;
    const evidence = makeEvidence('none', {
      findings: { signatures: [wrong, { ...wrong, keyId: 'K2', problem: 'unknown-key' }], checksums: [] },
    });
    const text = alarm({
      what: 'signature',
      expected: 'K1',
      actual: '',
      source: 'signature',
      sources: [source],
      evidence,
    });
    assert.match(section(text, '✗ Signature tool\\.bin\\.sig'), /- What is wrong:/);
    assert.equal(section(text, 'Found but not counted').match(/tool\\\.bin\\\.sig\*\*/g)?.length, 1);
  });

  describe('advises', () => {
    const { quarantinePath: _, sources: _sources, ...facts } = FACTS;
    const pinned: Proof = { kind: 'pin', fits: false, digest: SHA_A };
    const listed: Proof = { kind: 'checksum', fits: false, digest: SHA_B };
    const AGAIN =
      /^A proxy or a failing disk can cause this, so download the file again first\. If it is refused again, /m;
    for (const [what, refused, expected] of [
      ['to ask the publisher about bytes that do not match', { source: 'checksum' }, /it may have been replaced\. Ask/],
      [
        'about a wrong signature',
        { what: 'signature', source: 'signature' },
        /replaced, or it is signed wrongly\. Ask/,
      ],
      ['to update a lock', { source: 'lock' }, /it was replaced\. .* choose "Update Workspace Tool…"\.$/],
      ['to unpin a digest', { source: 'pin' }, /it was replaced\. .* choose "Unpin Digest"\.$/],
      ['to stop keeping a file', { source: 'kept' }, /it was replaced\. .* choose "Stop Keeping in Cache"/],
      ['to compare the digest of a request', { source: 'caller' }, /or the request names the wrong digest/],
    ] as const)
      it(what, () => {
        const advised = section(alarm({ ...facts, ...refused, sources: [] }), 'What to do');
        assert.match(advised.trim(), AGAIN);
        assert.match(advised.trim(), expected);
      });

    it('against another download while sources disagree', () => {
      const advised = section(alarm({ ...facts, sources: [pinned, listed] }), 'What to do');
      assert.match(advised, /Downloading it again will not help until they agree\. Ask .*"Unpin Digest"\./);
      assert.doesNotMatch(advised, /download the file again/);
    });
  });

  it('covers a wrong size, too', () => {
    const text = alarm({ what: 'size', expected: '3', actual: '4', source: 'none', sources: [] });
    assert.match(text, /- Expected Size, from the file list: `3`\n- Actual Size: `4`/);
    assert.doesNotMatch(text, /What was compared|What each source says/);
  });
});
