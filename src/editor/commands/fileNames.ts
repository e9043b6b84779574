import type { Services } from '../services.ts';

/** Has rows call files by their full names. */
export async function showFileNames({ settings }: Services): Promise<void> {
  await settings.setFileNames('full');
}

/** Has rows call files by their platform. */
export async function showPlatforms({ settings }: Services): Promise<void> {
  await settings.setFileNames('platform');
}
