import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/errors.ts';
import { brokenFilesSentence, isChangedOnDisk } from '../../../src/words/brokenFileWords.ts';
import type { BrokenFile } from '../../../src/words/brokenFileWords.ts';
import { makeRecord } from '../../support/records.ts';

const record = makeRecord({ id: 'a' });
const file = (name: string, source: 'remembered' | 'checksum' | 'signature', nowSha256: string): BrokenFile => {
  const what = source === 'signature' ? 'signature' : 'sha512';
  const evidence = { ...record.evidence, digests: { sha256: nowSha256 } };
  const facts = { what, expected: 'x', actual: 'y', source, sources: [], evidence } as const;
  return { record: { ...record, name }, error: new EngineError('integrity', name, facts) };
};
const changed = (name: string): BrokenFile => file(name, 'checksum', 'f'.repeat(64));
const contradicted = (name: string): BrokenFile => file(name, 'signature', record.sha256);

describe('the sentence on several broken files', () => {
  it('tells bytes that changed on disk from bytes that something contradicts, whatever the source', () => {
    assert.equal(isChangedOnDisk(file('a', 'checksum', 'f'.repeat(64))), true);
    assert.equal(isChangedOnDisk(file('a', 'checksum', record.sha256)), false);
    assert.equal(isChangedOnDisk(file('a', 'signature', record.sha256)), false);
    const facts = { what: 'sha256', expected: record.sha256, actual: 'f'.repeat(64), source: 'remembered' } as const;
    assert.equal(isChangedOnDisk({ record, error: new EngineError('integrity', '', { ...facts, sources: [] }) }), true);
  });

  it('never calls a file changed on disk that a signature contradicts, nor says only to download it again', () => {
    const sentence = brokenFilesSentence([contradicted('a.bin'), contradicted('b.bin')]);
    assert.match(
      sentence,
      /^2 files are as they were downloaded, but signatures, .* contradict them, .*: a\.bin and b\.bin\./,
    );
    assert.match(sentence, /look at their evidence before you download them again\.$/);
    assert.doesNotMatch(sentence, /on disk/);
  });

  it('names each group, the one that may be an attack first', () => {
    const sentence = brokenFilesSentence([changed('disk.bin'), contradicted('bad.bin')]);
    assert.match(sentence, /^1 file is as it was downloaded, .*: bad\.bin\. It is in quarantine\. /);
    assert.match(sentence, / 1 file changed on disk .*: disk\.bin\. It is in quarantine; download it again\.$/);
  });

  it('does not list hundreds of changed files', () => {
    assert.match(
      brokenFilesSentence(['a', 'b', 'c', 'd'].map(changed)),
      /^4 files changed on disk .*: a, b, c and 1 more\. They are in quarantine; download them again\.$/,
    );
  });
});
