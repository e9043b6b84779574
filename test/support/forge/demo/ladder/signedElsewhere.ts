import { fixture } from '../../../signatures/fixtures.ts';
import { DEMO_KEYS } from '../keys.ts';
import { TOOL } from './shown.ts';
import type { Shown } from './shown.ts';

const OPENPGP_KEY = { 'signing-key.asc': Buffer.from(DEMO_KEYS.openpgp.text) };

/** Signed by gpg and cosign, whose formats are too rich to create here. */
export const SIGNED_ELSEWHERE: readonly Shown[] = [
  {
    repo: 'rung-openpgp',
    shows: 'The tool is signed with OpenPGP',
    tool: fixture('tool.txt'),
    evidence: [() => ({ [`${TOOL}.asc`]: fixture('openpgp/ed25519.asc'), ...OPENPGP_KEY })],
  },
  {
    repo: 'rung-openpgp-list',
    shows: 'A checksum list is clearsigned with OpenPGP',
    tool: fixture('tool.txt'),
    evidence: [() => ({ 'SHA256SUMS.asc': fixture('openpgp/SHA256SUMS.asc'), ...OPENPGP_KEY })],
  },
  {
    repo: 'rung-sigstore',
    shows: 'The tool is signed with Sigstore',
    tool: fixture('sigstore/a.txt'),
    evidence: [() => ({ [`${TOOL}.sigstore.json`]: fixture('sigstore/a.txt.sigstore') })],
  },
];
