import * as vscode from 'vscode';
import type { EngineError, MirrorAddress } from '../../engine/index.ts';
import { passedOverSentence } from '../../words/mirrorWords.ts';
import { t } from '../../words/translate.ts';
import { COMMANDS } from '../ids.ts';
import type { Services } from '../services.ts';

const SET = t('Set Credentials…');

/**
 * Reports a mirror that was skipped: in the log, and with a message if only a person can help, because the mirror sent
 * other bytes or asks for other credentials. An unreachable mirror, for example outside the office, is only logged.
 */
export async function tellPassedOver(
  { ui, log }: Pick<Services, 'ui' | 'log'>,
  { name }: MirrorAddress,
  error: EngineError,
): Promise<void> {
  const sentence = passedOverSentence(name, error);
  log.warn(sentence);
  const isRefused = error.is('unauthorized') || error.is('forbidden');
  const isLie = error.is('badBody') && error.facts.rule === 'digest';
  if (isLie) await ui.warn(sentence);
  if (!isRefused) return;
  const pressed = await ui.warn(sentence, SET);
  if (pressed === SET) await vscode.commands.executeCommand(COMMANDS.setMirrorCredentials);
}
