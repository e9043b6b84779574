import { sha256 } from '../files.ts';
import { DEMO_KEYS } from '../keys.ts';
import {
  checksumFile,
  checksumList,
  minisigned,
  minisignedList,
  minisignedTool,
  nothing,
  opensshSignedTool,
  signifiedTool,
} from './beside.ts';
import { SIGNED_ELSEWHERE } from './signedElsewhere.ts';
import { TOOL } from './shown.ts';
import type { Shown } from './shown.ts';

/** A release for each reason to trust a file. */
export const RUNGS: readonly Shown[] = [
  { repo: 'rung-none', shows: 'Nothing speaks for the tool, until it is pinned or remembered', beside: [nothing] },
  { repo: 'rung-checksum-file', shows: 'A checksum file lies beside the tool', beside: [checksumFile] },
  { repo: 'rung-checksum-list', shows: 'A list of checksums has the tool in it', beside: [checksumList] },
  { repo: 'rung-server', shows: 'The server says the digest of the tool', beside: [nothing], serverSays: sha256 },
  { repo: 'rung-minisign', shows: 'The tool is signed with minisign', beside: [minisignedTool] },
  { repo: 'rung-minisign-list', shows: 'A list of checksums is signed with minisign', beside: [minisignedList] },
  { repo: 'rung-signify', shows: 'The tool is signed with signify', beside: [signifiedTool] },
  { repo: 'rung-openssh', shows: 'The tool is signed with a key of OpenSSH', beside: [opensshSignedTool] },
  ...SIGNED_ELSEWHERE,
  { repo: 'rung-stranger', shows: 'The tool is signed by a key that nobody knows', beside: [strangersSignature] },
  {
    repo: 'rung-all',
    shows: 'Two signatures, a signed list, a checksum file and the server agree on the tool',
    beside: [
      (tool) => ({
        ...checksumFile(tool),
        ...minisignedList(tool),
        ...minisignedTool(tool),
        ...opensshSignedTool(tool),
      }),
    ],
    serverSays: sha256,
  },
  { repo: 'rung-later', shows: 'Nothing speaks for the tool yet: a signature may come later', beside: [nothing] },
];

function strangersSignature(tool: Buffer): Record<string, Buffer> {
  const { 'minisign.pub': _kept, ...signature } = minisigned(TOOL, tool, { signer: DEMO_KEYS.stranger });
  return signature;
}
