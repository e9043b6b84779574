/** All that is used of Sigstore's libraries, in one module: it is a file of its own beside the extension, loaded on use. */
import publicRoot from './sigstoreTrustedRoot.json' with { type: 'json' };

export { bundleFromJSON } from '@sigstore/bundle';
export { TrustedRoot } from '@sigstore/protobuf-specs';
export { Verifier, toSignedEntity, toTrustMaterial } from '@sigstore/verify';

/** The `trusted_root.json` of the public-good instance, as its TUF repository has it (https://tuf-repo-cdn.sigstore.dev). */
export const PUBLIC_ROOT: unknown = publicRoot;
