import { createHash } from 'node:crypto';
import { findAccount, writes } from './access.ts';
import type { Ask } from './answer.ts';
import type { Account, RepositoryContent } from './content.ts';

/**
 * Accounts and repositories as JSON, as Forgejo writes it. Addresses start with the one that the server believes to be its
 * own.
 */

const NEVER = '0001-01-01T00:00:00Z';
const EPOCH = '1970-01-01T00:00:00Z';
const MADE_AT = '2026-01-01T00:00:00Z';

export const seconds = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');

function avatarUrl(root: string, { login }: Account): string {
  return `${root}avatars/${createHash('md5').update(login).digest('hex')}`;
}

export function userJson(root: string, account: Account): Record<string, unknown> {
  return {
    id: account.id,
    login: account.login,
    login_name: '',
    source_id: 0,
    full_name: '',
    email: `${account.login}@noreply.${new URL(root).hostname}`,
    avatar_url: avatarUrl(root, account),
    html_url: `${root}${account.login}`,
    language: '',
    is_admin: false,
    last_login: NEVER,
    created: MADE_AT,
    restricted: false,
    active: false,
    prohibit_login: false,
    location: '',
    pronouns: '',
    website: '',
    description: '',
    visibility: account.private ? 'private' : 'public',
    followers_count: 0,
    following_count: 0,
    starred_repos_count: 0,
    username: account.login,
  };
}

export function organizationJson({ root, manners }: Ask, account: Account): Record<string, unknown> {
  return {
    id: account.id,
    name: account.login,
    full_name: '',
    email: '',
    avatar_url: avatarUrl(root, account),
    description: '',
    website: '',
    location: '',
    visibility: account.private ? 'private' : 'public',
    repo_admin_change_team_access: false,
    ...(manners.organizationsSayCreated && { created: MADE_AT }),
    username: account.login,
  };
}

export function repositoryJson(ask: Ask, repository: RepositoryContent): Record<string, unknown> {
  const { root, content } = ask;
  const owner = findAccount(content, repository.owner);
  const name = `${repository.owner}/${repository.name}`;
  const writer = writes(content, ask.caller, repository);
  const newest = repository.releases.find((release) => !release.draft);
  return {
    id: repository.id,
    owner: owner ? userJson(root, owner) : null,
    name: repository.name,
    full_name: name,
    description: repository.description,
    ...FIRST_DEFAULTS,
    // Everything that a private organization owns is private too.
    private: repository.private || (owner?.private ?? false),
    languages_url: `${root}api/v1/repos/${name}/languages`,
    html_url: `${root}${name}`,
    url: `${root}api/v1/repos/${name}`,
    ssh_url: `ssh://git@${new URL(root).hostname}/${name}.git`,
    clone_url: `${root}${name}.git`,
    release_counter: repository.releases.filter((release) => !release.draft).length,
    created_at: MADE_AT,
    updated_at: newest ? seconds(newest.createdAt) : MADE_AT,
    permissions: { admin: writer, push: writer, pull: true },
    ...LAST_DEFAULTS,
    has_releases: repository.releasesUnit,
    ...(ask.manners.saysWiki && {
      has_wiki_contents: false,
      wiki_clone_url: `${root}${name}.wiki.git`,
      wiki_ssh_url: `ssh://git@${new URL(root).hostname}/${name}.wiki.git`,
    }),
    topics: ask.manners.emptyTopics,
  };
}

const FIRST_DEFAULTS = {
  empty: false,
  fork: false,
  template: false,
  parent: null,
  mirror: false,
  size: 25,
  language: '',
  link: '',
  original_url: '',
  website: '',
  stars_count: 0,
  forks_count: 0,
  watchers_count: 1,
  open_issues_count: 0,
  open_pr_counter: 0,
  default_branch: 'main',
  archived: false,
  archived_at: EPOCH,
  internal: false,
};

const LAST_DEFAULTS = {
  has_issues: true,
  internal_tracker: {
    enable_time_tracker: true,
    allow_only_contributors_to_track_time: true,
    enable_issue_dependencies: true,
  },
  has_wiki: true,
  wiki_branch: 'main',
  globally_editable_wiki: false,
  has_pull_requests: true,
  has_projects: true,
  has_packages: true,
  has_actions: false,
  ignore_whitespace_conflicts: false,
  allow_merge_commits: true,
  allow_rebase: true,
  allow_rebase_explicit: true,
  allow_squash_merge: true,
  allow_fast_forward_only_merge: true,
  allow_rebase_update: true,
  default_delete_branch_after_merge: false,
  default_merge_style: 'merge',
  default_allow_maintainer_edit: false,
  default_update_style: 'merge',
  avatar_url: '',
  mirror_interval: '',
  object_format_name: 'sha1',
  mirror_updated: NEVER,
  repo_transfer: null,
};
