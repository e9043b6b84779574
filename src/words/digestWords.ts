import type { Digests } from '../engine/index.ts';

/** `SHA-256` */
export function algorithmName(algorithm: keyof Digests): string {
  return algorithm.toUpperCase().replace('SHA', 'SHA-');
}
