import { isEngineError } from '../../engine/index.ts';
import type { Feature, Owner, RemoteRepository } from '../../engine/index.ts';
import { COMMANDS } from '../ids.ts';
import { SCOPES } from '../account/scopes.ts';
import type { InstanceSetting, SettingProblem } from '../settings/settingsModel.ts';
import type { Account, Lists, ListOptions } from './lists.ts';
import { errorNode, messageNode, problemNode, staleNode } from './messages.ts';
import { childId } from './nodeIds.ts';
import type { InstanceNode, OwnerNode, RepositoryNode, TreeNode, WorkspaceNode } from './nodes.ts';
import { enumerate } from '../../words/format.ts';
import { t } from '../../words/translate.ts';

/** Unusable settings first, then the repositories of the open folders, then the instances in the order of the settings. */
export function rootRows(
  problems: readonly SettingProblem[],
  instances: readonly InstanceSetting[],
  workspace: readonly RemoteRepository[],
): readonly TreeNode[] {
  return [
    ...problems.map((problem, index) => problemNode(problem, index)),
    ...(workspace.length > 0 ? [WORKSPACE] : []),
    ...instances.map(({ url }): TreeNode => {
      return { kind: 'instance', id: childId(undefined, 'instance', url), parent: undefined, instance: url };
    }),
  ];
}

const WORKSPACE: WorkspaceNode = { kind: 'workspace', id: childId(undefined, 'workspace'), parent: undefined };

export function workspaceRows(node: WorkspaceNode, workspace: readonly RemoteRepository[]): readonly TreeNode[] {
  return workspace.map(({ instance, owner, repo }) =>
    repositoryNode(node, { instance, owner, repo, listing: 'workspace' }),
  );
}

/** What the user added, which needs no request. */
export function addedRows(
  node: InstanceNode,
  setting: InstanceSetting | undefined,
  organizations: readonly Owner[] = [],
): readonly TreeNode[] {
  const { repositories = [], owners = [] } = setting ?? {};
  return [
    ...repositories.map((name) => {
      const [owner = '', repo = ''] = name.split('/');
      return repositoryNode(node, { instance: node.instance, owner, repo, listing: 'added' });
    }),
    ...owners.map((owner) => ownerNode(node, { owner, listing: 'added', organizations })),
  ];
}

/** What the user added, and the user's own repositories if signed in. */
export async function instanceRows(
  node: InstanceNode,
  { lists, setting }: { lists: Lists; setting: InstanceSetting | undefined },
  look: ListOptions,
): Promise<readonly TreeNode[]> {
  try {
    const { value: account, staleBecause, fetchedAt } = await lists.account(node.instance, look);
    const { organizations } = account;
    const added = addedRows(node, setting, organizations);
    const own = ownOwners(account)
      .filter((login) => !setting?.owners.some((owner) => owner.toLowerCase() === login.toLowerCase()))
      .map((owner) => ownerNode(node, { owner, listing: 'own', organizations }));
    const stale = staleBecause ? [staleNode(node, staleBecause, fetchedAt)] : [];
    const rows = [...stale, ...accountHints(node, account), ...added, ...own];
    const greeting = lists.greet(node.instance, look);
    if (rows.length === 0) {
      const { staleBecause: because, fetchedAt: greetedAt } = await greeting;
      return [...(because ? [staleNode(node, because, greetedAt)] : []), ...emptyHints(node, account)];
    }
    // Added rows are shown without waiting; the instance's row says if it is unreachable.
    greeting.catch(() => undefined);
    return rows;
  } catch (error) {
    look.signal.throwIfAborted();
    return [errorNode(node, error), ...addedRows(node, setting)];
  }
}

/** Whether an instance only tells the user to sign in. */
export function wantsToken(rows: readonly TreeNode[]): boolean {
  const [only] = rows;
  if (rows.length !== 1 || only?.kind !== 'message') return false;
  const { error } = only;
  if (isEngineError(error, 'unauthorized')) return !error.facts.tokenSent && !error.facts.malformed;
  return isEngineError(error, 'forbidden') && !error.facts.tokenSent;
}

function ownOwners({ login, organizations }: Account): readonly string[] {
  return [...(login === undefined ? [] : [login]), ...organizations.map((owner: Owner) => owner.login)];
}

/** Why signed-in users do not see their own repositories. */
function accountHints(node: InstanceNode, { finding }: Account): readonly TreeNode[] {
  const signIn = { title: t('Sign In…'), command: COMMANDS.signIn, args: [node.instance] };
  if (finding.state === 'refused') {
    const text = t('The token is refused; it may have been revoked. Sign in again with a new one.');
    return [messageNode(node, 'refused', { message: 'error', text, action: signIn })];
  }
  if (finding.state === 'malformed') {
    const text = t(
      'The token contains a space or another character that no token has, so it is not sent. Sign in again.',
    );
    return [messageNode(node, 'malformed', { message: 'error', text, action: signIn })];
  }
  const wanted: readonly Feature[] = ['user', 'organization'];
  const missing = finding.state === 'accepted' ? wanted.filter((feature) => finding.missing.includes(feature)) : [];
  if (missing.length === 0) return [];
  const scopes = enumerate(
    missing.map((feature) => SCOPES[feature]),
    'and',
  );
  const text = t('Your repositories are not listed: the token lacks {0}. Sign in with a token that has it.', scopes);
  return [messageNode(node, 'scopes', { message: 'hint', text, action: signIn })];
}

/** An instance without any added repository. */
function emptyHints(node: InstanceNode, { finding }: Account): readonly TreeNode[] {
  const hint = (text: string, command: string): TreeNode =>
    messageNode(node, command, { message: 'hint', text, action: { title: text, command, args: [node] } });
  return [
    hint(t('Search repositories…'), COMMANDS.search),
    hint(t('Add a repository by its name…'), COMMANDS.addRepository),
    ...(finding.state === 'accepted' ? [] : [hint(t('Sign in to see your own…'), COMMANDS.signIn)]),
  ];
}

function ownerNode(
  parent: InstanceNode,
  at: Pick<OwnerNode, 'owner' | 'listing'> & { readonly organizations: readonly Owner[] },
): OwnerNode {
  const { owner, listing, organizations } = at;
  const name = owner.toLowerCase();
  const isOrganization = organizations.some(({ login }) => login.toLowerCase() === name);
  return {
    kind: 'owner',
    id: childId(parent, 'owner', name),
    parent,
    instance: parent.instance,
    owner,
    listing,
    isOrganization,
  };
}

function repositoryNode(
  parent: TreeNode,
  at: Pick<RepositoryNode, 'instance' | 'owner' | 'repo' | 'listing'>,
): RepositoryNode {
  const id = childId(parent, 'repository', at.instance, at.owner, at.repo);
  return { kind: 'repository', id, parent, repository: undefined, ...at };
}
