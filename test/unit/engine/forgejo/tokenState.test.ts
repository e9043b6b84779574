import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors.ts';
import { TokenState } from '../../../../src/engine/forgejo/tokenState.ts';
import type { RefusedCall } from '../../../../src/engine/forgejo/tokenState.ts';
import type { TokenFinding } from '../../../../src/engine/model.ts';

const host = 'git.example.org';
const unauthorized = new EngineError('unauthorized', 'x', { host, tokenSent: true });
const forbidden = (missingScope?: string) =>
  new EngineError('forbidden', 'x', { host, tokenSent: true, ...(missingScope && { missingScope }) });

function refused(call: Partial<RefusedCall>): RefusedCall {
  return {
    error: forbidden(),
    feature: 'repository',
    worksWithout: false,
    isKnown: () => Promise.reject(new Error('not to be asked')),
    ...call,
  };
}

describe('TokenState', () => {
  let findings: TokenFinding[];
  let state: TokenState;
  let one: string;
  beforeEach(() => {
    findings = [];
    state = new TokenState((finding) => void findings.push(finding));
    one = state.about('one');
  });

  it('knows nothing about a token before the first response', () => {
    assert.deepEqual(new TokenState(() => undefined).finding, { state: 'unknown', missing: [] });
  });

  it('reports that there is none', () => {
    state.about(undefined);
    assert.deepEqual(state.finding, { state: 'none', missing: [] });
  });

  it('reports the scope that the response names', async () => {
    await state.refused(refused({ error: forbidden('read:user'), feature: 'repository' }), one);
    assert.deepEqual(state.finding, { state: 'accepted', missing: ['user'] });
  });

  it('reports the needed scope if the response names several', async () => {
    const error = forbidden('read:user read:organization');
    await state.refused(refused({ error, feature: 'repository' }), one);
    assert.deepEqual(state.finding.missing, []);
    await state.refused(refused({ error, feature: 'organization' }), one);
    assert.deepEqual(state.finding.missing, ['organization']);
  });

  it('does not blame the token without a named scope or proof', async () => {
    await state.refused(refused({}), one);
    assert.deepEqual(state.finding, { state: 'accepted', missing: [] });
  });

  it('reports a missing scope if the call works without the token', async () => {
    await state.refused(refused({ worksWithout: true }), one);
    assert.deepEqual(state.finding.missing, ['repository']);
  });

  it('asks whether the instance knows a token that it refused with 401', async () => {
    await state.refused(refused({ error: unauthorized, isKnown: () => Promise.resolve(false) }), one);
    assert.deepEqual(state.finding, { state: 'refused', missing: [] });
    await state.refused(refused({ error: unauthorized }), one);
    assert.equal(state.finding.state, 'refused');
  });

  it('reports a missing scope for a 401 if the token is known', async () => {
    const call = { error: unauthorized, feature: 'package', isKnown: () => Promise.resolve(true) } as const;
    await state.refused(refused({ ...call, worksWithout: true }), one);
    assert.deepEqual(state.finding, { state: 'accepted', missing: ['package'] });
  });

  it('prefers a later success to an earlier refusal', async () => {
    await state.refused(refused({ worksWithout: true }), one);
    state.worked('repository', one);
    assert.deepEqual(state.finding, { state: 'accepted', missing: [] });
  });

  it('forgets everything when another token takes its place', async () => {
    await state.refused(refused({ worksWithout: true }), one);
    state.probed({ state: 'accepted', missing: ['package'] }, one);
    assert.equal(state.isComplete, true);
    state.about('two');
    assert.deepEqual([state.finding, state.isComplete], [{ state: 'unknown', missing: [] }, false]);
  });

  it('ignores scopes found for a token that is gone', async () => {
    let answer: (known: boolean) => void = () => undefined;
    const isKnown = (): Promise<boolean> => new Promise((resolve) => (answer = resolve));
    const asking = state.refused(refused({ error: unauthorized, isKnown }), one);
    state.about('two');
    answer(false);
    await asking;
    state.worked('user', one);
    await state.refused(refused({ worksWithout: true }), one);
    state.probed({ state: 'refused', missing: [] }, one);
    assert.deepEqual([state.finding.state, state.isComplete], ['unknown', false]);
  });

  it('notifies its listener of changes only', () => {
    state.about('one');
    state.worked('repository', one);
    state.worked('package', one);
    state.about(undefined);
    assert.deepEqual(
      findings.map((finding) => finding.state),
      ['accepted', 'none'],
    );
  });

  it('stores no token', () => {
    const fingerprint = state.about('s3cret-token');
    assert.ok(!fingerprint.includes('s3cret'));
  });
});
