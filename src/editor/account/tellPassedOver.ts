import * as vscode from 'vscode';
import type { EngineError, MirrorAddress } from '../../engine/index.ts';
import { passedOverSentence } from '../../words/mirrorWords.ts';
import { t } from '../../words/translate.ts';
import { COMMANDS } from '../ids.ts';
import type { Services } from '../services.ts';

const SET = t('Set Credentials…');

/**
 * Tells of a mirror that was passed over: in the log, and with a message where only a person can help, because the mirror lies
 * or asks for other credentials. One that cannot be reached, as outside an office, is nothing to be told about.
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
