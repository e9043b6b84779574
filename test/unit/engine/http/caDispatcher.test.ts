import assert from 'node:assert/strict';
import { createCaDispatcher } from '../../../../src/engine/http/caDispatcher.ts';

describe('createCaDispatcher', () => {
  it("keeps the certificates where the editor's fetch looks for them", async () => {
    const dispatcher = await createCaDispatcher(['PEM one', 'PEM two']);
    // @vscode/proxy-agent reads a symbol of that name from agents that it did not create.
    const place = Object.getOwnPropertySymbols(dispatcher).find(({ description }) => description === 'options');
    assert.ok(place);
    const options = (dispatcher as unknown as Record<symbol, { connect?: { ca?: unknown } }>)[place];
    assert.deepEqual(options?.connect?.ca, ['PEM one', 'PEM two']);
  });
});
