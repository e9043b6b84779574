import { isEngineError } from '../../engine/index.ts';
import type { EngineError, ErrorCode } from '../../engine/index.ts';
import { describeError } from '../../words/describeError.ts';
import type { Remedy } from '../../words/describeError.ts';
import { formatTime, plain } from '../../words/format.ts';
import { COMMANDS } from '../ids.ts';
import { problemLine } from '../settings/problemLines.ts';
import { settingOfError, settingOfKey } from '../settings/settingOf.ts';
import type { SettingProblem } from '../settings/settingsModel.ts';
import { firstSentence } from './assetView.ts';
import { childId } from './nodeIds.ts';
import type { MessageNode, TreeNode } from './nodes.ts';
import type { Action, NodeView } from './nodeView.ts';
import { t } from '../../words/translate.ts';

type Kind = MessageNode['message'];

interface Message {
  readonly message: Kind;
  readonly text: string;
  readonly error?: unknown;
  readonly fetchedAt?: number | undefined;
  readonly action?: Action | undefined;
}

/** A sentence below `parent`; `name` makes its id unique there. */
export function messageNode(parent: TreeNode | undefined, name: string, message: Message): MessageNode {
  return { kind: 'message', id: childId(parent, 'message', name), parent, ...message };
}

export function loadingNode(parent: TreeNode | undefined): MessageNode {
  return messageNode(parent, 'loading', { message: 'loading', text: t('Loading…') });
}

/** Why there are no rows, with the command that helps. */
export function errorNode(parent: TreeNode | undefined, error: unknown, name = 'error'): MessageNode {
  const { message, remedy, also = [] } = describeError(error);
  // A row has one action, and no command opens the folder.
  const shown = remedy === 'openCacheFolder' && also.includes('emptyCache') ? 'emptyCache' : remedy;
  return messageNode(parent, name, { message: 'error', text: message, error, ...actionFor(shown, { error, parent }) });
}

/** Says that the rows are old because the instance could not be asked. */
export function staleNode(parent: TreeNode | undefined, because: EngineError, fetchedAt: number): MessageNode {
  const { message } = describeError(because);
  const text = t('Last loaded at {0}. {1}', formatTime(fetchedAt), message);
  return messageNode(parent, 'stale', {
    message: 'stale',
    text,
    error: because,
    fetchedAt,
    ...actionFor('retry', { error: because, parent }),
  });
}

/** `index` tells problems with the same key apart. */
export function problemNode(problem: SettingProblem, index = 0): MessageNode {
  const { key } = problem;
  const action = openSettings(settingOfKey(key));
  return messageNode(undefined, `${key} ${index}`, { message: 'badSetting', text: problemLine(problem), action });
}

function openSettings(setting: string | undefined): Action {
  return { title: t('Open Settings'), command: COMMANDS.openSettings, args: setting === undefined ? [] : [setting] };
}

interface Failure {
  readonly error: unknown;
  readonly parent: TreeNode | undefined;
}

function actionFor(remedy: Remedy, { error, parent }: Failure): { action?: Action } {
  switch (remedy) {
    case 'signIn': {
      const instance = parent && 'instance' in parent ? [parent.instance] : [];
      return { action: { title: t('Sign In…'), command: COMMANDS.signIn, args: instance } };
    }
    case 'openSettings':
    case 'openCacheFolder':
    case 'allowHost':
      return { action: openSettings(settingOfError(error)) };
    case 'addInstance':
      return { action: { title: t('Add Instance…'), command: COMMANDS.addInstance, args: [] } };
    case 'install':
      return { action: { title: t('Install…'), command: COMMANDS.install, args: [] } };
    case 'emptyCache':
      return { action: { title: t('Empty Cache…'), command: COMMANDS.evictAll, args: [] } };
    case 'openInBrowser':
      return { action: { title: t('Open in Browser'), command: COMMANDS.openInBrowser, args: parent ? [parent] : [] } };
    case 'saveAs':
    case 'openProjectFile':
    case 'showLog':
    case 'showEvidence':
    case 'trustKey':
    case 'pinDigest':
    case 'acceptChange':
    case 'manageTrust':
    case 'openFolder':
    case 'addTool':
      return { action: { title: t('Show Log'), command: COMMANDS.showLog, args: [] } };
    case 'retry':
    case 'refresh':
      return { action: { title: t('Retry'), command: COMMANDS.retry, args: [parent] } };
  }
}

const LOOKS: Readonly<Record<Kind, { readonly icon: string; readonly color?: string | undefined }>> = {
  loading: { icon: 'loading~spin' },
  empty: { icon: 'info' },
  hint: { icon: 'lightbulb' },
  error: { icon: 'error', color: 'list.errorForeground' },
  stale: { icon: 'history', color: 'list.warningForeground' },
  badSetting: { icon: 'warning', color: 'list.warningForeground' },
};

const HINT_ICONS: Readonly<Record<string, string>> = {
  [COMMANDS.search]: 'search',
  [COMMANDS.addRepository]: 'add',
  [COMMANDS.signIn]: 'sign-in',
};

/** Icons for common reasons; everything else has the error icon. */
const ERROR_ICONS: Partial<Record<ErrorCode, string>> = {
  unauthorized: 'lock',
  forbidden: 'lock',
  notFound: 'circle-slash',
  gone: 'circle-slash',
  network: 'debug-disconnect',
  timeout: 'debug-disconnect',
};

function lookOf({ message, error, action }: MessageNode): {
  readonly icon: string;
  readonly color?: string | undefined;
} {
  const own = message === 'error' && isEngineError(error) ? ERROR_ICONS[error.code] : undefined;
  const hint = message === 'hint' && action ? HINT_ICONS[action.command] : undefined;
  const icon = own ?? hint;
  return icon === undefined ? LOOKS[message] : { icon };
}

/** The first sentence, and as much more as fits. The tooltip has all of it. */
function inOneLine({ message, text, action }: MessageNode): Pick<NodeView, 'label' | 'description'> {
  // All keys begin alike, so the row shows the end.
  if (message === 'badSetting') return { label: plain(text.replace(/^forgejoArtifacts\./, ''), 300), description: '' };
  const label = firstSentence(text);
  if (message === 'stale') return { label, description: firstSentence(text.slice(label.length + 2)) };
  const isHelped = message === 'error' && action && action.command !== COMMANDS.retry;
  return { label, description: isHelped ? action.title : '' };
}

export function viewMessage(node: MessageNode): NodeView {
  const { message, text, action } = node;
  const { icon, color } = lookOf(node);
  const canRetry = message === 'error' || message === 'stale';
  return {
    ...inOneLine(node),
    icon,
    color,
    contextValue: canRetry ? 'message retry' : 'message',
    accessibleLabel: [text, ...(action && action.title !== text ? [action.title] : [])].join(' '),
    collapsible: 'none',
    action,
  };
}
