/** Everything used from Sigstore's libraries, in one module: it becomes a separate file of the extension, loaded on use. */
import publicRoot from './sigstoreTrustedRoot.json' with { type: 'json' };

export { bundleFromJSON } from '@sigstore/bundle';
export { TrustedRoot } from '@sigstore/protobuf-specs';
export { Verifier, toSignedEntity, toTrustMaterial } from '@sigstore/verify';

/** The `trusted_root.json` of the public-good instance, from its TUF repository (https://tuf-repo-cdn.sigstore.dev). */
export const PUBLIC_ROOT: unknown = publicRoot;
