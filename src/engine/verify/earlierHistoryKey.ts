import { hash } from 'node:crypto';
import { sourceKey } from '../model.ts';
import type { Asset } from '../model.ts';

/** A number followed by more, as in `1.2.0-rc.1`. */
const PRERELEASE = /^\d+(?:\.\d+)+[-+~]/;

/** Where versions up to 0.1 stored facts about files whose names differ only in numbers. */
export function earlierHistoryKey({ instance, source, version, name }: Asset): string {
  const bare = version.replace(/^[^\d]*(?=\d)/, '');
  const unnumbered = PRERELEASE.test(bare) ? name.replaceAll(bare, '*') : name;
  const series = unnumbered.toLowerCase().replace(/[\d*]+(?:\.[\d*]+)*/g, '*');
  return `seen ${hash('sha256', JSON.stringify([sourceKey(instance, source), series]))}`;
}
