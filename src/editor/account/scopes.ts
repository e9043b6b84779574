import type { Feature } from '../../engine/index.ts';

/** The scope that a token needs for a feature, spelled as on the token page. */
export const SCOPES: Readonly<Record<Feature, string>> = {
  repository: 'read:repository',
  package: 'read:package',
  user: 'read:user',
  organization: 'read:organization',
};
