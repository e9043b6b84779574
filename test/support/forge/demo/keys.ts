import { minisignSigner } from '../signing/minisign.ts';
import { opensshSigner } from '../signing/openssh.ts';
import { signifySigner } from '../signing/signify.ts';

/** Who signs on the demo forge. The keys are made from their names: nobody else should trust them. */
export const DEMO_KEYS = {
  minisign: minisignSigner('demo forge'),
  /** Another key of minisign, of somebody who took over or whom nobody knows. */
  stranger: minisignSigner('stranger'),
  signify: signifySigner('demo forge signify'),
  ssh: opensshSigner('demo forge ssh'),
} as const;
