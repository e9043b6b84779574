/** Who may sign with Sigstore: the identity in the certificate, and its issuer. */
export interface SigstoreIdentity {
  /**
   * The certificate's subject: the address of a workflow or an e-mail address, compared exactly. `@refs/tags/*` at its end
   * stands for any tag, because a release's workflow includes the release's own tag.
   */
  readonly identity: string;
  /** The address of the OpenID provider that identified the signer, compared exactly. */
  readonly issuer: string;
  /** A `trusted_root.json` as text, of the instance whose certificates count. @default the public instance */
  readonly trustedRoot?: string;
}

const ANY_TAG = '@refs/tags/*';

/** `undefined` if a part is empty, or if `*` stands for anything but the tag. */
export function sigstoreIdentity(identity: string, issuer: string, trustedRoot?: string): SigstoreIdentity | undefined {
  const plain = identity.endsWith(ANY_TAG) ? identity.slice(0, -1) : identity;
  if (!/^[^\s*]{3,}$/.test(plain) || !/^https?:\/\/[^\s*]+$/.test(issuer)) return undefined;
  return { identity, issuer, ...(trustedRoot !== undefined && { trustedRoot }) };
}

export function matchesIdentity({ identity, issuer }: SigstoreIdentity, subject: string, by: string): boolean {
  if (issuer !== by) return false;
  if (!identity.endsWith(ANY_TAG)) return subject === identity;
  const prefix = identity.slice(0, -1);
  return subject.startsWith(prefix) && subject.length > prefix.length;
}

/** The display name of such a signer: the identity, a space and the issuer. */
export function identityText(identity: string, issuer: string): string {
  return `${identity} ${issuer}`;
}
