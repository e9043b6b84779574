import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A preposition that needs the dative, before an article that is not in it. */
const WRONG_CASE = /\b(aus|bei|mit|von|zu) (das|die|ein|eine|deine) |\b(im|zum|zur) (das|der|die|ein|eine) /i;

describe('the errors in German', () => {
  let messages: readonly string[];
  before(async () => {
    const { stdout } = await run(process.execPath, ['test/support/l10n/germanErrors.ts']);
    messages = JSON.parse(stdout) as readonly string[];
  });

  it('have every placeholder filled', () => {
    assert.ok(messages.length > 150);
    for (const message of messages) assert.doesNotMatch(message, /\{\d\}|undefined/, message);
  });

  it('decline what stands for a placeholder', () => {
    for (const message of messages) assert.doesNotMatch(message, WRONG_CASE, message);
  });

  it('have no doubled words or marks', () => {
    for (const message of messages) assert.doesNotMatch(message, /\b(\p{L}+) \1\b|\.\.(?!\/)|::|;;| {2}/u, message);
  });
});
