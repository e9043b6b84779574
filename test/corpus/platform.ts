import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { matchAssets } from '../../src/engine/install/matchAssets.ts';
import { MACHINES } from '../support/machines.ts';
import type { PlatformId } from '../support/machines.ts';
import { hasFile, tally } from './scorer.ts';
import type { ScoredCase, Scorer } from './scorer.ts';

/** The assets of one release, and for each platform the one that is for it; `null` where there is none. */
export interface PlatformCase {
  readonly id: string;
  readonly repo: string;
  readonly version: string;
  readonly assets: readonly string[];
  /** The tool that is wanted, where a release holds several. */
  readonly want?: string;
  readonly expect: Readonly<Record<PlatformId, string | null>>;
  readonly accept: Readonly<Partial<Record<PlatformId, readonly (string | null)[]>>>;
  readonly uncertain?: readonly PlatformId[];
}

/** One scorer for each of the three files: a row of the score is a case on one platform. */
export const scorers: readonly Scorer[] = ['platform', 'platform_noise', 'platform_multi'].map((name) => ({
  name,
  detect: (dir) => hasFile(dir, `${name}.jsonl`),
  score: async (dir) => {
    const lines = (await readFile(path.join(dir, `${name}.jsonl`), 'utf8')).split('\n').filter((line) => line !== '');
    return tally(lines.flatMap((line) => scorePlatformCase(JSON.parse(line) as PlatformCase)));
  },
}));

/** An answer that the names do not tell is `uncertain` where it is one of those that are taken, and wrong otherwise. */
export function scorePlatformCase(one: PlatformCase): readonly ScoredCase[] {
  return (Object.keys(one.expect) as PlatformId[]).map((platform) => {
    const got = pick(one, platform);
    const expected = one.expect[platform];
    const isTaken = got === expected || one.accept[platform]?.includes(got) === true;
    const right = one.uncertain?.includes(platform) ? 'uncertain' : 'right';
    return { id: `${one.id} ${platform}`, got, outcome: isTaken ? right : 'wrong', expected };
  });
}

function pick({ assets, version, repo, want }: PlatformCase, platform: PlatformId): string | null {
  const name = repo.slice(repo.lastIndexOf('/') + 1);
  const wish = { machine: MACHINES[platform], version, repo: name, ...(want !== undefined && { tool: want }) };
  const match = matchAssets(assets, wish);
  return match.kind === 'pick' ? match.pick.name : null;
}
