import { probeMirror } from '../../engine/index.ts';
import type { MirrorAddress } from '../../engine/index.ts';
import { mirrorSkippedSentence } from '../../words/mirrorWords.ts';
import type { Services } from '../services.ts';

/** A mirror of the settings, and why it does not work. */
export interface MirrorFinding {
  readonly name: string;
  readonly problem: string | undefined;
}

/** Tries every mirror. Rejects with the signal's reason on abort. */
export function diagnoseMirrors(
  { settings, mirrorSecrets }: Pick<Services, 'settings' | 'mirrorSecrets'>,
  http: Parameters<typeof probeMirror>[2],
  signal: AbortSignal,
): Promise<readonly MirrorFinding[]> {
  const { mirrors, mirrorsOnly, allowedHosts } = settings.current;
  const ports = {
    list: () => mirrors,
    authorization: (one: MirrorAddress) => mirrorSecrets.authorization(one),
    only: () => mirrorsOnly,
    allowHost: (host: string) => allowedHosts.includes(host),
  };
  return Promise.all(
    mirrors.map(async (mirror) => {
      const error = await probeMirror(mirror, ports, http, signal);
      return { name: mirror.name, problem: error && mirrorSkippedSentence(mirror, error) };
    }),
  );
}
