/** Forgejo and Gitea 1.26 were recorded. Gitea 1.27 is known only from its source code, so it is not in the contract. */
export type ForgeVersion = '11.0.15' | '12.0.4' | '15.0.3' | '17.0.0-dev-38' | 'gitea-1.26.3' | 'gitea-1.27.1';

/** The differences between versions that a client can see. */
export interface Manners {
  /** The version that it reports. */
  readonly version: string;
  /** Features of Forgejo alone: its second API, external assets, the spelling of a size, archive counts. */
  readonly isForgejo: boolean;
  readonly renamedStatus: 301 | 307;
  /** The status for the releases of a repository that has them switched off. */
  readonly switchedOffStatus: 403 | 404;
  /** Whether the package API is closed to anonymous callers. */
  readonly packagesNeedToken: boolean;
  /** Whether a token without `read:repository` is refused even public files. */
  readonly attachmentsNeedScope: boolean;
  /** Whether anybody who knows a draft's tag may read it. */
  readonly draftsAreOpen: boolean;
  /** The methods that package files support. */
  readonly packageFileMethods: readonly string[];
  readonly emptyTopics: readonly string[] | null;
  /** The answer to an unknown token. Some repeat the token. */
  readonly unknownToken: (token: string) => string;
  /** The status for a private repository, and for an attachment in it, with a token for public ones. */
  readonly publicOnly: { readonly repository: 403 | 404; readonly attachment: 200 | 403 | 404 };
  /** Whether a token counts for HEAD on an attachment. */
  readonly headSeesToken: boolean;
  /** Whether the JSON of a repository names its wiki. */
  readonly saysWiki: boolean;
  readonly organizationsSayCreated: boolean;
  /** The content type of the answer with Forgejo's own version. */
  readonly versionType: string;
  readonly noCache: string;
  /** The wording of a 403: for scopes that a token lacks, and for an attachment. */
  readonly lackingScopes: (scopes: readonly string[]) => string;
  readonly lackingForAttachment: string;
  /** How ranges of attachments are served: like Go's own library, or like Gitea from 1.26 on. */
  readonly ranges: 'go' | 'gitea';
}

const NO_TRANSFORM = 'max-age=0, private, must-revalidate, no-transform';
const forgejoScopes = (scopes: readonly string[]): string =>
  `token does not have at least one of required scope(s): [${scopes.join(' ')}]`;
const giteaScopes = (scopes: readonly string[]): string =>
  `token does not have at least one of required scope(s), required=[${scopes.join(' ')}], token scope=`;

const OLD: Manners = {
  version: '11.0.15+gitea-1.22.0',
  isForgejo: true,
  renamedStatus: 307,
  switchedOffStatus: 403,
  packagesNeedToken: true,
  attachmentsNeedScope: true,
  draftsAreOpen: false,
  packageFileMethods: ['GET'],
  emptyTopics: null,
  unknownToken: () => 'user does not exist [uid: 0, name: ]',
  publicOnly: { repository: 403, attachment: 200 },
  headSeesToken: false,
  saysWiki: false,
  organizationsSayCreated: false,
  versionType: 'text/plain; charset=utf-8',
  noCache: NO_TRANSFORM,
  lackingScopes: forgejoScopes,
  lackingForAttachment: 'scopedAccessCheck',
  ranges: 'go',
};

const NEWER: Manners = {
  ...OLD,
  version: '12.0.4+gitea-1.22.0',
  renamedStatus: 301,
  switchedOffStatus: 404,
  packagesNeedToken: false,
  emptyTopics: [],
};

const LTS: Manners = {
  ...NEWER,
  version: '15.0.3+gitea-1.22.0',
  unknownToken: (token) => `access token does not exist [sha: ${token}]`,
  publicOnly: { repository: 404, attachment: 404 },
  saysWiki: true,
  versionType: 'application/json; charset=utf-8',
};

/** The messages of its five ways of signing in, in order. */
function saidByEach(token: string): string {
  const malformed = 'token is malformed: token contains an invalid number of segments';
  const task = `task with token "${token}": resource does not exist`;
  const integration = `authorized integration: parse JWT error: ${malformed}`;
  return [malformed, LTS.unknownToken(token), malformed, task, integration].join('\n');
}

const GITEA: Manners = {
  ...OLD,
  version: '1.26.3',
  isForgejo: false,
  renamedStatus: 301,
  packageFileMethods: ['GET', 'HEAD'],
  emptyTopics: [],
  unknownToken: () => 'invalid username, password or token',
  publicOnly: { repository: 404, attachment: 403 },
  headSeesToken: true,
  lackingScopes: giteaScopes,
  lackingForAttachment: 'Forbidden',
  ranges: 'gitea',
};

export const MANNERS: Readonly<Record<ForgeVersion, Manners>> = {
  '11.0.15': OLD,
  '12.0.4': { ...NEWER, attachmentsNeedScope: false, draftsAreOpen: true },
  '15.0.3': LTS,
  '17.0.0-dev-38': {
    ...LTS,
    version: '17.0.0-dev-38-d883bd8f+gitea-1.22.0',
    organizationsSayCreated: true,
    unknownToken: saidByEach,
    packageFileMethods: ['GET', 'HEAD'],
    headSeesToken: true,
    noCache: 'max-age=0, private, must-revalidate',
  },
  'gitea-1.26.3': GITEA,
  'gitea-1.27.1': { ...GITEA, version: '1.27.1' },
};
