import assert from 'node:assert/strict';
import type { Asset } from '../../../src/engine/index.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { opensshSigner } from '../../support/forge/signing/openssh.ts';
import { signifySigner } from '../../support/forge/signing/signify.ts';
import { refusal, useLadder } from '../../support/ladderRig.ts';

const { minisign, ssh } = DEMO_KEYS;
/** A signer of another tool, with the same name as the trusted minisign key. */
const namesake = signifySigner('demo forge');
const OTHER = Buffer.from('other bytes');

describe('the signer of the previous version', () => {
  const rig = useLadder();
  const REPO = 'weaker-unsigned';
  const place = (tag: string, name: string) => ({ owner: 'ladder', repo: REPO, tag, name });

  const version = async (tag: string): Promise<Asset> => {
    const source = { kind: 'release', owner: 'ladder', repo: REPO } as const;
    const { value } = await rig.engine.version(rig.forge.url, source, tag, { refresh: true });
    const asset = value.assets.find(({ name }) => name === 'tool.txt');
    assert.ok(asset);
    return asset;
  };
  const kindsOf = async (asset: Asset): Promise<readonly string[]> => {
    const { facts } = await refusal(rig.engine.obtain(asset), 'changed');
    return facts.changes.map(({ kind }) => kind);
  };
  /** The second version, with a signature file for it. */
  const signedSecond = (name: string, signature: Buffer): Promise<Asset> => {
    rig.forge.addAttachment(place('v1.1.0', name), signature);
    return version('v1.1.0');
  };

  describe('by a trusted key', () => {
    beforeEach(async () => {
      assert.equal(namesake.keyId, minisign.keyId);
      assert.equal(await rig.kindOf(await version('v1.0.0')), 'signature');
    });

    it('is missing', async () => {
      assert.deepEqual(await kindsOf(await version('v1.1.0')), ['signature-missing']);
    });

    it('is not the one whose key has the same name in another tool', async () => {
      assert.deepEqual(await kindsOf(await signedSecond('tool.txt.sig', namesake.sign(OTHER))), ['key-changed']);
    });

    it('is not matched by a bad signature that names it', async () => {
      const file = await signedSecond('tool.txt.minisig', minisign.sign('tool.txt', OTHER));
      await refusal(rig.engine.obtain(file), 'integrity');
    });

    it('is only named once the user no longer trusts the key', async () => {
      rig.keys = [];
      const file = await signedSecond('tool.txt.minisig', minisign.sign('tool.txt', OTHER));
      assert.equal(await rig.kindOf(file), 'none');
    });

    it('is missed without the key, too, where nothing is signed', async () => {
      rig.keys = [];
      assert.deepEqual(await kindsOf(await version('v1.1.0')), ['signature-missing']);
    });
  });

  describe('untrusted, but with a signature that contains the key', () => {
    const bytesOf = (tag: string): Buffer => {
      const repository = rig.forge.content.repositories.find(({ owner, name }) => owner === 'ladder' && name === REPO);
      const release = repository?.releases.find((one) => one.tag === tag);
      const body = release?.assets.find(({ name }) => name === 'tool.txt')?.body;
      assert.ok(Buffer.isBuffer(body));
      return body;
    };
    const first = async (): Promise<void> => {
      rig.keys = [];
      rig.forge.removeAttachment(place('v1.0.0', 'tool.txt.minisig'));
      rig.forge.addAttachment(place('v1.0.0', 'tool.txt.sig'), ssh.sign(bytesOf('v1.0.0')));
      const { findings } = (await rig.engine.obtain(await version('v1.0.0'))).record.evidence;
      assert.deepEqual(
        findings.signatures.map(({ problem, signer }) => [problem, signer]),
        [['unknown-key', 'carried']],
      );
    };

    it('is the same if the next version is signed by that key', async () => {
      await first();
      assert.equal(await rig.kindOf(await signedSecond('tool.txt.sig', ssh.sign(bytesOf('v1.1.0')))), 'none');
    });

    it('is not matched by a garbage signature that names it', async () => {
      await first();
      assert.deepEqual(await kindsOf(await signedSecond('tool.txt.sig', ssh.sign(OTHER))), ['signature-missing']);
    });

    it('does not accept a good signature by somebody else instead', async () => {
      await first();
      const stranger = opensshSigner('stranger');
      const file = await signedSecond('tool.txt.sig', stranger.sign(bytesOf('v1.1.0')));
      assert.deepEqual(await kindsOf(file), ['key-changed']);
    });

    it('ignores a garbage signature by nobody in particular', async () => {
      rig.keys = [];
      const file = await signedSecond('tool.txt.sig', ssh.sign(OTHER));
      assert.equal(await rig.kindOf(file), 'none');
    });
  });
});
