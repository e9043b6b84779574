import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CliError, FileFailure } from '../../../src/cli/cliError.ts';
import { errorJson, messageOf } from '../../../src/cli/cliWords.ts';
import { EXIT, exitCodeOf } from '../../../src/cli/exitCodes.ts';
import { EngineError } from '../../../src/engine/index.ts';
import type { ErrorCode } from '../../../src/engine/index.ts';
import { ERROR_CASES } from '../../support/errorCases.ts';

/** Advice that only the editor can follow. A limit that is a setting there may be mentioned. */
const OF_THE_EDITOR =
  /[Ss]ign in|in the settings|[Tt]he setting |Your settings|…|[Rr]efresh|browser|extension|Choose "/;

describe('failures on the command line', () => {
  it('uses the words of the editor, with advice for the command line', () => {
    const unauthorized = new EngineError('unauthorized', 'x', { host: 'git.example.org', tokenSent: false });
    assert.match(messageOf(unauthorized), /git\.example\.org.*FORGEJO_ARTIFACTS_TOKEN/);
    const malformed = { host: 'git.example.org', tokenSent: false, malformed: true } as const;
    const unsent = messageOf(new EngineError('unauthorized', 'x', malformed));
    assert.match(unsent, /contains a space .* was not sent\. Correct FORGEJO_ARTIFACTS_TOKEN/);
    const mismatch = { tool: 'saw', asset: 'saw.zip', before: 'aaa', now: 'bbb' };
    assert.match(messageOf(new EngineError('lockMismatch', 'x', mismatch)), /saw\.zip.*aaa.*bbb/);
    const unclear = new EngineError('noExecutable', 'x', { name: 'saw.zip', candidates: ['a', 'b'] });
    assert.match(messageOf(unclear), /--executable: a or b/);
    const misspelt = new EngineError('noExecutable', 'x', { name: 'saw.zip', candidates: ['a', 'b'], unknown: ['c'] });
    assert.equal(
      messageOf(misspelt),
      'saw.zip contains no program c, so nothing was installed. Name one with --executable: a or b.',
    );
    const facts = { tool: 'saw', platform: 'any', available: ['a.zip', 'b.zip'] };
    assert.match(
      messageOf(new EngineError('noPlatform', 'x', facts)),
      /with "add --asset", or .*: a\.zip or b\.zip\.$/,
    );
    const again = messageOf(new EngineError('noPlatform', 'x', { ...facts, pattern: 'a.zip' }));
    assert.match(
      again,
      /^No file of saw that matches a\.zip is for a known platform\. Choose another with "add --asset"/,
    );
    const certificate = new EngineError('network', 'x', { host: 'h', reason: 'SELF_SIGNED_CERT_IN_CHAIN' });
    assert.match(messageOf(certificate), /--ca-file/);
    assert.match(messageOf(new EngineError('network', 'x', { host: 'h', reason: 'ECONNREFUSED' })), /refuses/);
  });

  for (const [code, cases] of Object.entries(ERROR_CASES)) {
    // Only the editor has settings that can be invalid, and only it limits downloads a day.
    if (code === 'badSetting' || code === 'limited') continue;
    it(`names no setting, button or view of the editor: ${code}`, () => {
      for (const [facts] of cases)
        assert.doesNotMatch(messageOf(new EngineError(code as ErrorCode, 'x', facts as never)), OF_THE_EDITOR);
    });
  }

  it('names none for any fault of a certificate, an archive or the disk', () => {
    const network = (reason: string) => new EngineError('network', 'x', { host: 'h', reason });
    for (const reason of [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'CERT_REVOKED',
      'CERT_UNTRUSTED',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ])
      assert.doesNotMatch(messageOf(network(reason)), OF_THE_EDITOR);
    for (const rule of ['tooMany', 'tooLarge', 'tooDense'] as const) {
      const message = messageOf(new EngineError('unsafeArchive', 'x', { name: 'saw.zip', rule }));
      assert.match(message, /saw\.zip was not unpacked: .*download --output/);
      assert.doesNotMatch(message, OF_THE_EDITOR);
    }
    for (const reason of ['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST', 'ENOENT']) {
      const message = messageOf(new EngineError('storage', 'x', { reason, path: '/cache' }));
      assert.match(message, /\/cache.*--cache/);
      assert.doesNotMatch(message, OF_THE_EDITOR);
    }
  });

  it('names the file that is in the way of a directory, not what would be below it', () => {
    const path = join(import.meta.filename, 'cache-v1', 'blobs');
    const message = messageOf(new EngineError('storage', 'x', { reason: 'ENOTDIR', path }));
    assert.ok(message.startsWith(`A file is in the way at ${import.meta.filename}. `), message);
  });

  it('names the first directory that is missing, not what would be below it', () => {
    const missing = join(import.meta.dirname, 'nowhere');
    const path = join(missing, 'cache-v1', 'leases');
    const message = messageOf(new EngineError('storage', 'x', { reason: 'ENOENT', path }));
    assert.ok(message.startsWith(`${missing} does not exist and could not be created`), message);
  });

  it('suggests text that is safe to paste: addresses and names are one word to a shell', () => {
    const { host } = new URL('https://x$(id).example/');
    assert.match(messageOf(new EngineError('hostNotAllowed', 'x', { host })), /--allow-host 'x\$\(id\)\.example'\.$/);
    const instance = 'https://git.example.org/$(id)/';
    assert.match(
      messageOf(new EngineError('unknownInstance', 'x', { instance })),
      /--instance 'https:\/\/git\.example\.org\/\$\(id\)\/' or/,
    );
    const unclear = new EngineError('noExecutable', 'x', { name: 'saw.zip', candidates: ['saw', '$(id)'] });
    assert.match(messageOf(unclear), /--executable: saw or '\$\(id\)'\.$/);
  });

  it('names the file of a failure whose words are about "this file"', () => {
    const elsewhere = new EngineError('hostNotAllowed', 'x', { host: 'cdn.example.org' });
    const failure = new FileFailure('saw.zip', elsewhere);
    assert.match(messageOf(failure), /^saw\.zip: This file is kept on another host, cdn\.example\.org/);
    assert.deepEqual(errorJson(failure), { ...errorJson(elsewhere), message: messageOf(failure) });
    const facts = { what: 'sha256', expected: 'aa', actual: 'bb', source: 'checksum', sources: [] } as const;
    const mismatch = new FileFailure('saw.zip', new EngineError('integrity', 'x', facts));
    assert.equal(exitCodeOf(mismatch), EXIT.distrusted);
    assert.match(messageOf(mismatch), /^saw\.zip: This file does not match a checksum file, .* ask its publisher/);
  });

  it('gives machines a code, the message and the facts', () => {
    const error = new EngineError('notInstalled', 'x', { tool: 'saw' });
    assert.deepEqual(errorJson(error), { code: 'notInstalled', message: messageOf(error), facts: { tool: 'saw' } });
    const ours = new CliError('noFile', 'Nothing.', { available: ['a'] });
    assert.deepEqual(errorJson(ours), { code: 'noFile', message: 'Nothing.', facts: { available: ['a'] } });
    assert.equal(errorJson(new Error('x')).code, 'unexpected');
  });
});
