import { sha256, sumsOf } from '../files.ts';
import type { Files } from '../files.ts';
import { DEMO_KEYS } from '../keys.ts';
import { TOOL } from './shown.ts';

/** Evidence files for a tool. If they are made for another tool than the published one, they contradict it. */

export const LIST = 'SHA256SUMS';

export const nothing = (): Files => ({});

export const checksumFile = (tool: Buffer): Files => ({
  [`${TOOL}.sha256`]: Buffer.from(`${sha256(tool)}  ${TOOL}\n`),
});

export const checksumList = (tool: Buffer): Files => ({ [LIST]: sumsOf({ [TOOL]: tool }) });

interface Minisigned {
  readonly signer?: typeof DEMO_KEYS.minisign;
  /** The name in the trusted comment. @default the file's */
  readonly says?: string;
}

/** The signature over a file, and the key that made it. */
export function minisigned(file: string, body: Buffer, options: Minisigned = {}): Files {
  const { signer = DEMO_KEYS.minisign, says = file } = options;
  return { [`${file}.minisig`]: signer.sign(says, body), 'minisign.pub': Buffer.from(signer.text) };
}

export const minisignedTool = (tool: Buffer): Files => minisigned(TOOL, tool);

export const minisignedList = (tool: Buffer): Files => {
  const list = sumsOf({ [TOOL]: tool });
  return { [LIST]: list, ...minisigned(LIST, list) };
};

export const signifiedTool = (tool: Buffer): Files => ({
  [`${TOOL}.sig`]: DEMO_KEYS.signify.sign(tool),
  'signify.pub': Buffer.from(DEMO_KEYS.signify.text),
});

export const opensshSignedTool = (tool: Buffer): Files => ({
  [`${TOOL}.sig`]: DEMO_KEYS.ssh.sign(tool),
  'signing-key.pub': Buffer.from(DEMO_KEYS.ssh.text),
  allowed_signers: Buffer.from(`releases@ladder.example namespaces="file" ${DEMO_KEYS.ssh.text}`),
});
