import assert from 'node:assert/strict';
import { ASSET, SIGNED, ofRecord, section, shown } from '../../../support/evidenceReports.ts';
import { makeEvidence, makeRecord } from '../../../support/records.ts';

describe('checking evidence by hand', () => {
  const signedBy = (scheme: 'minisign' | 'signify' | 'ssh' | 'openpgp' | 'sigstore', keyId = 'K', name = 'x.sig') =>
    makeEvidence('signature', { findings: { signatures: [{ file: name, scheme, keyId }], checksums: [] } });

  it('shows how to check the digest, with any path', () => {
    const record = makeRecord({ name: ASSET.name });
    const text = shown({ cached: { record, path: "/it's here/x" } });
    assert.match(text, /sha256sum '\/it'\\''s here\/x'/);
  });

  const COMMANDS = {
    minisign: 'minisign -Vm tool.bin -x x.sig -p minisign.pub',
    signify: 'signify -V -p signify.pub -x x.sig -m tool.bin',
    ssh: 'ssh-keygen -Y verify -f allowed_signers -I publisher -n file -s x.sig < tool.bin',
    openpgp: 'gpg --verify x.sig tool.bin',
  } as const;
  for (const [scheme, command] of Object.entries(COMMANDS)) {
    it(`shows how to check a signature of ${scheme} with its own tool`, () => {
      const text = ofRecord(signedBy(scheme as keyof typeof COMMANDS));
      assert.ok(section(text, 'Check it by hand').includes(`\n${command}\n`), text);
    });
  }

  it('shows how to check a signature of Sigstore and its signer', () => {
    const text = ofRecord(signedBy('sigstore', 'https://ci.example/w@refs/tags/v1 https://issuer.example'));
    const command =
      'cosign verify-blob --bundle x.sig --certificate-identity https://ci.example/w@refs/tags/v1 --certificate-oidc-issuer https://issuer.example tool.bin';
    assert.ok(text.includes(command), text);
  });

  it('shows how to check a signed list, and then the file by the list', () => {
    const text = section(ofRecord(SIGNED), 'Check it by hand');
    assert.ok(
      text.includes(
        'minisign -Vm SHA256SUMS -x SHA256SUMS.minisig -p minisign.pub\nsha256sum --ignore-missing -c SHA256SUMS',
      ),
    );
  });

  it('names that a shell might obey are words and never options', () => {
    const text = ofRecord(signedBy('openpgp', 'K', '-rf $(reboot)\u202e`x`'), { name: '--output=x' });
    assert.ok(text.includes("gpg --verify './-rf $(reboot)`x`' './--output=x'"), text);
  });
});
