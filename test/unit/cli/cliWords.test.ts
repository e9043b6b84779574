import assert from 'node:assert/strict';
import { CliError } from '../../../src/cli/cliError.ts';
import { errorJson, messageOf } from '../../../src/cli/cliWords.ts';
import { EngineError } from '../../../src/engine/index.ts';

describe('failures on the command line', () => {
  it('uses the words of the editor, with advice for the command line', () => {
    const unauthorized = new EngineError('unauthorized', 'x', { host: 'git.example.org', tokenSent: false });
    assert.match(messageOf(unauthorized), /git\.example\.org.*FORGEJO_ARTIFACTS_TOKEN/);
    const mismatch = { tool: 'saw', asset: 'saw.zip', before: 'aaa', now: 'bbb' };
    assert.match(messageOf(new EngineError('lockMismatch', 'x', mismatch)), /saw\.zip.*aaa.*bbb/);
    const unclear = new EngineError('noExecutable', 'x', { name: 'saw.zip', candidates: ['a', 'b'] });
    assert.match(messageOf(unclear), /--executable: a or b/);
    const certificate = new EngineError('network', 'x', { host: 'h', reason: 'SELF_SIGNED_CERT_IN_CHAIN' });
    assert.match(messageOf(certificate), /NODE_EXTRA_CA_CERTS/);
    assert.match(messageOf(new EngineError('network', 'x', { host: 'h', reason: 'ECONNREFUSED' })), /refuses/);
  });

  it('names no setting of the editor', () => {
    const archive = (rule: 'tooMany' | 'tooLarge' | 'tooDense') =>
      new EngineError('unsafeArchive', 'x', { name: 'saw.zip', rule });
    const errors = [
      new EngineError('tooLarge', 'x', { what: 'asset', sizeBytes: 2000, limitBytes: 1000 }),
      ...(['tooMany', 'tooLarge', 'tooDense'] as const).map(archive),
      ...['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EEXIST'].map(
        (reason) => new EngineError('storage', 'x', { reason, path: '/cache' }),
      ),
    ];
    for (const error of errors) assert.doesNotMatch(messageOf(error), /in the settings|setting "/);
    assert.match(messageOf(archive('tooMany')), /saw\.zip was not unpacked: .*download --output/);
    assert.match(messageOf(new EngineError('storage', 'x', { reason: 'EACCES', path: '/cache' })), /\/cache.*--cache/);
  });

  it('suggests text that is safe to paste: addresses and names are one word to a shell', () => {
    const { host } = new URL('https://x$(id).example/');
    assert.match(messageOf(new EngineError('needsConsent', 'x', { host })), /--allow-host 'x\$\(id\)\.example'\.$/);
    const instance = 'https://git.example.org/$(id)/';
    assert.match(
      messageOf(new EngineError('unknownInstance', 'x', { instance })),
      /--instance 'https:\/\/git\.example\.org\/\$\(id\)\/' or/,
    );
    const unclear = new EngineError('noExecutable', 'x', { name: 'saw.zip', candidates: ['saw', '$(id)'] });
    assert.match(messageOf(unclear), /--executable: saw or '\$\(id\)'\.$/);
  });

  it('gives machines a code, the message and the facts', () => {
    const error = new EngineError('notInstalled', 'x', { tool: 'saw' });
    assert.deepEqual(errorJson(error), { code: 'notInstalled', message: messageOf(error), facts: { tool: 'saw' } });
    const ours = new CliError('noFile', 'Nothing.', { available: ['a'] });
    assert.deepEqual(errorJson(ours), { code: 'noFile', message: 'Nothing.', facts: { available: ['a'] } });
    assert.equal(errorJson(new Error('x')).code, 'unexpected');
  });
});
