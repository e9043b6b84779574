/** The first two were recorded. Gitea is known from reading it, and so is not in the contract. */
export type ForgeVersion = '11.0.15' | '12.0.4' | 'gitea-1.27.1';

/** In what the versions differ, as far as a client can tell. */
export interface Manners {
  /** What it says its version to be. */
  readonly version: string;
  /** Forgejo's own: its second API, external assets, the spelling of a size, archive counts. */
  readonly isForgejo: boolean;
  readonly renamedStatus: 301 | 307;
  /** What is said of the releases of a repository that has none switched on. */
  readonly switchedOffStatus: 403 | 404;
  /** Whether the package API is closed to strangers. */
  readonly packagesNeedToken: boolean;
  /** Whether a token without `read:repository` is refused even what everybody may have. */
  readonly attachmentsNeedScope: boolean;
  /** Whether who knows a draft's tag may read it. */
  readonly draftsAreOpen: boolean;
  /** By which files of packages may be read. */
  readonly packageFileMethods: readonly string[];
  readonly emptyTopics: readonly string[] | null;
}

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
};

export const MANNERS: Readonly<Record<ForgeVersion, Manners>> = {
  '11.0.15': OLD,
  '12.0.4': {
    version: '12.0.4+gitea-1.22.0',
    isForgejo: true,
    renamedStatus: 301,
    switchedOffStatus: 404,
    packagesNeedToken: false,
    attachmentsNeedScope: false,
    draftsAreOpen: true,
    packageFileMethods: ['GET'],
    emptyTopics: [],
  },
  'gitea-1.27.1': { ...OLD, version: '1.27.1', isForgejo: false, packageFileMethods: ['GET', 'HEAD'], emptyTopics: [] },
};
