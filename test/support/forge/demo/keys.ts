import { fixtureText } from '../../signatures/fixtures.ts';
import { minisignSigner } from '../signing/minisign.ts';
import { opensshSigner } from '../signing/openssh.ts';
import { signifySigner } from '../signing/signify.ts';

/** The signers of the demo forge. The keys are derived from their names, so nobody else should trust them. */
export const DEMO_KEYS = {
  minisign: minisignSigner('demo forge'),
  /** Another minisign key, of somebody who took over or is unknown. */
  stranger: minisignSigner('stranger'),
  signify: signifySigner('demo forge signify'),
  ssh: opensshSigner('demo forge ssh'),
  /** Files of these two were signed elsewhere; the secret keys no longer exist. */
  openpgp: { text: fixtureText('openpgp/ed25519.pub.asc'), keyId: '20D9A89D91B6DD840AFC550D39968E3F07965B7D' },
  sigstore: {
    text: 'sigstore:a@tny.town https://github.com/login/oauth',
    keyId: 'a@tny.town https://github.com/login/oauth',
  },
} as const;
