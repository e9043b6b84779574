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
} from './evidenceFiles.ts';
import { SIGNED_ELSEWHERE } from './signedElsewhere.ts';
import { TOOL } from './shown.ts';
import type { Shown } from './shown.ts';

/** A release for each reason to trust a file. */
export const RUNGS: readonly Shown[] = [
  { repo: 'rung-none', shows: 'The tool has no evidence until it is pinned or remembered', evidence: [nothing] },
  { repo: 'rung-checksum-file', shows: 'The tool has a checksum file', evidence: [checksumFile] },
  { repo: 'rung-checksum-list', shows: 'A checksum list contains the tool', evidence: [checksumList] },
  { repo: 'rung-server', shows: 'The server lists the digest of the tool', evidence: [nothing], serverSays: sha256 },
  { repo: 'rung-minisign', shows: 'The tool is signed with minisign', evidence: [minisignedTool] },
  { repo: 'rung-minisign-list', shows: 'A checksum list is signed with minisign', evidence: [minisignedList] },
  { repo: 'rung-signify', shows: 'The tool is signed with signify', evidence: [signifiedTool] },
  { repo: 'rung-openssh', shows: 'The tool is signed with an OpenSSH key', evidence: [opensshSignedTool] },
  ...SIGNED_ELSEWHERE,
  { repo: 'rung-stranger', shows: 'The tool is signed by an unknown key', evidence: [strangersSignature] },
  {
    repo: 'rung-all',
    shows: 'Two signatures, a signed list, a checksum file and the server agree on the tool',
    evidence: [
      (tool) => ({
        ...checksumFile(tool),
        ...minisignedList(tool),
        ...minisignedTool(tool),
        ...opensshSignedTool(tool),
      }),
    ],
    serverSays: sha256,
  },
  { repo: 'rung-later', shows: 'The tool has no evidence yet; a signature may be added later', evidence: [nothing] },
];

function strangersSignature(tool: Buffer): Record<string, Buffer> {
  const { 'minisign.pub': _kept, ...signature } = minisigned(TOOL, tool, { signer: DEMO_KEYS.stranger });
  return signature;
}
