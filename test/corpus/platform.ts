import { matchAssets } from '../../src/engine/match/matchAssets.ts';
import { MACHINES } from '../support/machines.ts';
import type { PlatformId } from '../support/machines.ts';
import { findCaseFile, readCases } from './caseFile.ts';
import type { Score, ScoredCase, Scorer } from './scorer.ts';

/** The right asset for each platform; `null` if there is none, or if only a person can tell. */
type Picks = Readonly<Record<PlatformId, string | null>>;

/** The assets of one release, and the right one for each platform. */
export interface PlatformCase {
  readonly id: string;
  readonly repo: string;
  readonly version: string;
  readonly assets: readonly string[];
  /** The wanted tool, if a release has several. */
  readonly want?: string;
  readonly expect: Picks;
  readonly accept: Readonly<Partial<Record<PlatformId, readonly (string | null)[]>>>;
  /** Platforms for which the names do not give the answer. */
  readonly uncertain?: readonly PlatformId[];
}

export const PLATFORM_CORPORA = ['platform', 'platform_noise', 'platform_multi'];

/** One scorer per file. `right`, `wrong` and `uncertain` count answers, one for each case and platform. */
export const scorers: readonly Scorer[] = PLATFORM_CORPORA.map((name) => ({
  name,
  detect: async (dir) => (await findCaseFile(dir, name)) !== undefined,
  score: async (dir) => scoreCases(await readPlatformCases(dir, name)),
}));

export function readPlatformCases(dir: string, name: string): Promise<readonly PlatformCase[]> {
  return readCases(dir, name);
}

export function picksOf({ assets, version, repo, want, expect }: PlatformCase): Picks {
  const name = repo.slice(repo.lastIndexOf('/') + 1);
  const platforms = Object.keys(expect) as readonly PlatformId[];
  const picks = platforms.map((platform) => {
    const wanted = { machine: MACHINES[platform], version, repo: name, ...(want !== undefined && { tool: want }) };
    const match = matchAssets(assets, wanted);
    return [platform, match.kind === 'pick' ? match.pick.name : null] as const;
  });
  return Object.fromEntries(picks) as Picks;
}

/** A right answer for an uncertain platform is counted as uncertain; any other is wrong. */
function scoreCases(cases: readonly PlatformCase[]): Score {
  const scored = cases.map(scoreCase);
  const count = (outcome: ScoredCase['outcome']): number =>
    scored.flatMap(({ outcomes }) => outcomes).filter((one) => one === outcome).length;
  return {
    right: count('right'),
    wrong: count('wrong'),
    uncertain: count('uncertain'),
    cases: scored.map(({ outcomes, ...rest }) => ({
      ...rest,
      outcome: outcomes.includes('wrong') ? 'wrong' : 'right',
    })),
  };
}

function scoreCase(
  one: PlatformCase,
): Omit<ScoredCase, 'outcome'> & { readonly outcomes: readonly ScoredCase['outcome'][] } {
  const got = picksOf(one);
  const outcomes = (Object.keys(got) as readonly PlatformId[]).map((platform) => {
    const isTaken = got[platform] === one.expect[platform] || one.accept[platform]?.includes(got[platform]) === true;
    if (!isTaken) return 'wrong';
    return one.uncertain?.includes(platform) ? 'uncertain' : 'right';
  });
  return { id: one.id, got, outcomes, expected: one.expect };
}
