import { createHash } from 'node:crypto';
import { decodeBase64 } from './base64.ts';
import { hasVerifier } from './sshVerify.ts';

/** An OpenSSH public key. */
export interface SshKey {
  /** As `ssh-keygen -l` shows it: `SHA256:` and unpadded base64. */
  readonly fingerprint: string;
  readonly blob: Uint8Array;
}

/**
 * Reads the key in a line of a `.pub` file (type, base64, comment); `undefined` for anything else, including certificates.
 */
export function parseSshKey(text: string): SshKey | undefined {
  const line = text.trim();
  const [type, base64] = line.split(/[ \t]+/);
  const blob = decodeBase64(base64 ?? '');
  if (line.includes('\n') || type === undefined || !blob) return undefined;
  return hasVerifier(type, blob) ? { fingerprint: sshFingerprint(blob), blob } : undefined;
}

export function sshFingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
}
