import { MIRRORS_ONLY } from '../../engine/index.ts';
import type { EngineError } from '../../engine/index.ts';
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
  const isWithheld = trouble.is('network') && trouble.facts.reason === MIRRORS_ONLY;
  if (isWithheld)
    return answeredAt === undefined ? t('not contacted') : t('not contacted, shown as of {0}', formatTime(answeredAt));
  return answeredAt === undefined ? t('unreachable') : t('unreachable, shown as of {0}', formatTime(answeredAt));
}

function account(instance: Instance | undefined): { words: string; token: string } {
  switch (instance?.finding.state) {
    case 'accepted':
      return { words: plain(instance.login ?? t('signed in')), token: 'signedIn' };
    case 'refused':
      return { words: t('token refused'), token: 'refused' };
    case 'none':
      return { words: t('not signed in'), token: 'signedOut' };
    case 'unknown':
    case undefined:
      return { words: '', token: 'signedOut' };
  }
}
