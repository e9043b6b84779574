import assert from 'node:assert/strict';
import { isKeyOf, unknownSigners } from '../../../../src/engine/verify/unknownSigners.ts';
import { parseTrustedKey } from '../../../../src/engine/index.ts';
import type { SignatureFinding, TrustedKey } from '../../../../src/engine/index.ts';
import { minisignSigner } from '../../../support/forge/signing/minisign.ts';
import { opensshSigner } from '../../../support/forge/signing/openssh.ts';

const signature = (keyId: string, rest: Partial<SignatureFinding> = {}): SignatureFinding => ({
  file: 'tool.minisig',
  scheme: 'minisign',
  problem: 'unknown-key',
  keyId,
  ...rest,
});

function keyOf(text: string): TrustedKey {
  const parsed = parseTrustedKey(text);
  assert.ok(parsed.ok, text);
  return parsed.key;
}

describe('untrusted signers', () => {
  it('are all signers of the file or a list with it, each once', () => {
    const list = { file: 'SUMS', scope: 'list', digests: [] } as const;
    const found = unknownSigners({
      findings: {
        signatures: [signature('A'), signature('B', { problem: 'malformed' }), { file: 'tool.sig', keyId: 'T' }],
        checksums: [
          { ...list, signatures: [signature('A', { file: 'SUMS.minisig' }), signature('C', { scheme: 'ssh' })] },
        ],
      },
    });
    assert.deepEqual(
      found.map(({ keyId }) => keyId),
      ['A', 'C'],
    );
  });

  it('are distinguished by tool and key name', () => {
    const [mine, ssh] = [minisignSigner('a'), opensshSigner('a')];
    const signer = { keyId: mine.keyId, scheme: 'minisign' } as const;
    assert.ok(isKeyOf(keyOf(mine.text), signer));
    assert.ok(!isKeyOf(keyOf(minisignSigner('b').text), signer));
    assert.ok(!isKeyOf(keyOf(`signify:${mine.text.split('\n')[1]}`), signer));
    assert.ok(isKeyOf(keyOf(ssh.text), { keyId: ssh.keyId, scheme: 'ssh' }));
  });

  it('match any tag of a workflow that is trusted for all tags, by the same issuer', () => {
    const trusted = keyOf('sigstore:https://a.example/w.yml@refs/tags/* https://issuer.example');
    const by = (keyId: string): boolean => isKeyOf(trusted, { keyId, scheme: 'sigstore' });
    assert.ok(by('https://a.example/w.yml@refs/tags/v1 https://issuer.example'));
    assert.ok(!by('https://a.example/w.yml@refs/heads/main https://issuer.example'));
    assert.ok(!by('https://a.example/w.yml@refs/tags/v1 https://other.example'));
    const exact = keyOf('sigstore:me@a.example https://issuer.example');
    assert.ok(isKeyOf(exact, { keyId: 'me@a.example https://issuer.example', scheme: 'sigstore' }));
  });
});
