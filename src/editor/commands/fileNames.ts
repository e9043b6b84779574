import type { Services } from '../services.ts';

/** Makes rows call files by their full names. */
export async function showFileNames({ settings }: Services): Promise<void> {
  await settings.setFileNames('full');
}

/** Makes rows call files by their platform. */
export async function showPlatforms({ settings }: Services): Promise<void> {
  await settings.setFileNames('platform');
}
