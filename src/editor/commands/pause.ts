import { pickDownloads } from '../choose/pickDownloads.ts';
import { activeKeys } from '../choose/targets.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

const PAUSE = { action: 'pause', placeholder: t('Choose a download to pause. The part received is kept.') } as const;

/** Pauses the downloads of the rows and keeps the part received. If no row has one, lets the user choose. */
export async function pause(services: Services, ...args: readonly unknown[]): Promise<void> {
  const { downloads } = services;
  const ofRows = activeKeys(services, args);
  const there = { active: downloads.active, paused: [] };
  const keys = ofRows.length > 0 ? ofRows : await pickDownloads(services, there, PAUSE);
  for (const key of keys) downloads.stop(key);
}

/** Pauses every download and keeps the parts received. */
export function pauseAll({ downloads }: Services): Promise<void> {
  downloads.stopAll();
  return Promise.resolve();
}
