/** Who may sign with Sigstore: what a certificate must say of the signer, and who must have said it. */
export interface SigstoreIdentity {
  /**
   * The certificate's subject: a workflow's address or an e-mail address, compared exactly. With `@refs/tags/*` at its end,
   * any tag: a release's workflow has the release's own tag in it.
   */
  readonly identity: string;
  /** The address of the OpenID provider that knew the signer, compared exactly. */
  readonly issuer: string;
  /** A `trusted_root.json` as text, of the instance whose certificates count; without one, that of the public instance. */
  readonly trustedRoot?: string;
}

const ANY_TAG = '@refs/tags/*';

/** `undefined` where a part is empty, or a `*` stands anywhere but for the tag. */
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

/** How such a signer is named: the identity, a blank and the issuer. */
export function identityText(identity: string, issuer: string): string {
  return `${identity} ${issuer}`;
}
