import assert from 'node:assert/strict';
import { outdated } from '../../../../src/engine/install/outdated.ts';
import type { UpstreamVersion } from '../../../../src/engine/install/outdated.ts';

function newer(installed: string, ...versions: readonly (string | UpstreamVersion)[]): string | undefined {
  const all = versions.map((one) => (typeof one === 'string' ? { version: one, createdAt: undefined } : one));
  return outdated({ asset: { version: installed } }, all);
}

describe('outdated', () => {
  for (const [installed, versions, expected] of [
    ['1.4.0', ['1.4.0', '1.5.2', '1.5.10', '1.5.9'], '1.5.10'],
    ['1.5.2', ['1.4.0', '1.5.2'], undefined],
    ['v1.4.0', ['1.5.0'], '1.5.0'],
    ['1.4.0', ['v1.5.0'], 'v1.5.0'],
    ['tool-1.2.3', ['tool-1.3.0'], 'tool-1.3.0'],
    ['tool-v1.2.3', ['other-v9.0.0'], undefined],
    ['cli/v1.2', ['cli/v1.10', 'cli/v1.9'], 'cli/v1.10'],
    ['1.4.0', ['1.5.0-rc.1'], undefined],
    ['1.5.0-rc.1', ['1.5.0-rc.2'], '1.5.0-rc.2'],
    ['1.5.0-rc.1', ['1.5.0', '1.5.0-rc.2'], '1.5.0'],
    ['1.2', ['1.3-rc.1'], undefined],
    ['1.4.0', [], undefined],
    ['1.4.0', ['nightly'], undefined],
  ] as const) {
    it(`${installed} with ${versions.join(', ') || 'nothing'}: ${expected ?? 'nothing newer'}`, () => {
      assert.equal(newer(installed, ...versions), expected);
    });
  }

  it('goes by time where a version is no number', () => {
    const versions = [
      { version: 'blue', createdAt: 100 },
      { version: 'red', createdAt: 300 },
      { version: 'green', createdAt: 200 },
    ];
    assert.equal(newer('blue', ...versions), 'red');
    assert.equal(newer('red', ...versions), undefined);
    assert.equal(newer('of unknown age', ...versions), undefined);
  });

  it('takes no version without a number for newer than one with', () => {
    const versions = [
      { version: '1.0.0', createdAt: 100 },
      { version: 'nightly', createdAt: 200 },
    ];
    assert.equal(newer('1.0.0', ...versions), undefined);
  });

  it('does not take a date or four numbers for a semantic version', () => {
    const versions = [
      { version: '1.2.3.4', createdAt: 100 },
      { version: '1.2.3.5', createdAt: 200 },
    ];
    assert.equal(newer('1.2.3.4', ...versions), '1.2.3.5');
    assert.equal(newer('2024', '2025'), undefined);
  });

  it('passes over drafts, and over what is marked as a pre-release', () => {
    const marked = { version: '2.0.0', createdAt: 2, prerelease: true };
    assert.equal(newer('1.0.0', marked, { version: '3.0.0', createdAt: 3, draft: true }), undefined);
    assert.equal(newer('1.0.0', { version: '1.0.0', createdAt: 1, prerelease: true }, marked), '2.0.0');
  });
});
