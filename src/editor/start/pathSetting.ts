import { isWholePath } from '../../engine/wholePath.ts';

/** The path in a setting; `undefined` if it is none, or means another place in another process. */
export function pathSetting(value: unknown, platform: NodeJS.Platform = process.platform): string | undefined {
  return typeof value === 'string' && isWholePath(value, platform) ? value : undefined;
}
