import * as vscode from 'vscode';
import type { EngineError, MirrorAddress } from '../../engine/index.ts';
import { mirrorSkippedSentence } from '../../words/mirrorWords.ts';
import { t } from '../../words/translate.ts';
import { COMMANDS } from '../ids.ts';
import type { Services } from '../services.ts';

const SET = t('Set Credentials…');

const BELOW_MS = 30_000;

interface Tellers extends Pick<Services, 'ui' | 'log'> {
  /** Shows a text at the bottom of the window for a while. */
  readonly sayInStatusBar: (text: string, forMs: number) => void;
}

/**
 * Reports a mirror that was skipped: in the log, and with a message if only a person can help, because the mirror sent
 * other bytes or asks for other credentials. For others, such as one that cannot be reached outside the office, the status
 * bar is enough.
 */
export async function tellMirrorSkipped(
  { ui, log, sayInStatusBar }: Tellers,
  mirror: MirrorAddress,
  error: EngineError,
): Promise<void> {
  const sentence = mirrorSkippedSentence(mirror, error);
  log.warn(sentence);
  const isRefused = error.is('unauthorized') || error.is('forbidden');
  const isLie = error.is('badBody') && error.facts.rule === 'digest';
  if (isLie) await ui.warn(sentence);
  if (!isRefused && !isLie) sayInStatusBar(sentence, BELOW_MS);
  if (!isRefused) return;
  const pressed = await ui.warn(sentence, SET);
  if (pressed === SET) await vscode.commands.executeCommand(COMMANDS.setMirrorCredentials);
}
