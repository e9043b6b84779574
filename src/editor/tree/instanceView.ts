import { MIRRORS_ONLY } from '../../engine/index.ts';
import type { EngineError, ErrorFacts } from '../../engine/index.ts';
import type { Instance } from '../instances.ts';
import { formatTime, plain } from '../../words/format.ts';
import type { NodeView } from './nodeView.ts';
import { t } from '../../words/translate.ts';

interface InstanceFacts {
  /** The name from the settings. */
  readonly name: string;
  readonly instance: Instance | undefined;
  /** Last answer, milliseconds since the epoch. */
  readonly answeredAt: number | undefined;
}

export function viewInstance({ name, instance, answeredAt }: InstanceFacts): NodeView {
  const label = plain(name);
  const { words, token } = account(instance);
  const description = instance?.trouble ? troubleWords(instance.trouble, answeredAt) : words;
  return {
    label,
    description,
    icon: instance?.trouble ? 'debug-disconnect' : 'server',
    color: instance?.trouble ? 'list.warningForeground' : undefined,
    contextValue: `instance ${token}${instance?.trouble ? ' retry' : ''}`,
    accessibleLabel: [label, description].filter(Boolean).join(', '),
    collapsible: 'expanded',
  };
}

function troubleWords(trouble: EngineError, answeredAt: number | undefined): string {
  const state = stateOf(trouble);
  return answeredAt === undefined ? state : t('{0}, shown as of {1}', state, formatTime(answeredAt));
}

/** What became of the last request, short enough for a narrow side bar. */
function stateOf(trouble: EngineError): string {
  if (trouble.is('server')) return t('answers with status {0}', trouble.facts.status);
  if (trouble.is('redirect')) return t('redirects to another host');
  if (trouble.is('htmlPage')) return pageWords(trouble.facts.page);
  const isWithheld = trouble.is('network') && trouble.facts.reason === MIRRORS_ONLY;
  return isWithheld ? t('not contacted') : t('unreachable');
}

function pageWords(page: ErrorFacts['htmlPage']['page']): string {
  switch (page) {
    case 'login':
      return t('answers with a sign-in page');
    case 'botWall':
      return t('answers with a bot-protection page');
    case 'proxy':
      return t('a proxy answers in its place');
    case 'unknown':
      return t('answers with a web page');
  }
}

function account(instance: Instance | undefined): { words: string; token: string } {
  switch (instance?.finding.state) {
    case 'accepted':
      return { words: plain(instance.login ?? t('signed in')), token: 'signedIn' };
    case 'refused':
      return { words: t('token refused'), token: 'refused' };
    case 'malformed':
      return { words: t('token is malformed'), token: 'refused' };
    case 'none':
      return { words: t('not signed in'), token: 'signedOut' };
    case 'unknown':
    case undefined:
      return { words: '', token: 'signedOut' };
  }
}
