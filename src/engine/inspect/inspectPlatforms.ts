import { createMatcher } from '../match/matchAssets.ts';
import type { Match } from '../match/matchAssets.ts';
import { shortSourceName } from '../model.ts';
import type { Version } from '../model.ts';
import { PLATFORMS, machineOf } from '../project/platforms.ts';
import type { Platform } from '../project/platforms.ts';
import { mapInSlices } from '../slices.ts';
import type { InspectedPlatform } from './inspectReport.ts';

/** The file that a machine of each platform would get from an install that names none. */
export async function inspectPlatforms({ assets, version, source }: Version): Promise<readonly InspectedPlatform[]> {
  const names = assets.map(({ name }) => name);
  const match = await createMatcher(names, { version, repo: shortSourceName(source) });
  return mapInSlices(PLATFORMS, (platform) => describe(platform, match(machineOf(platform))));
}

function describe(platform: Platform, match: Match): InspectedPlatform {
  switch (match.kind) {
    case 'pick': {
      const { name, reasons, assumptions } = match.pick;
      return { platform, match: 'pick', file: name, reasons, assumptions, candidates: [] };
    }
    case 'ask': {
      const candidates = match.candidates.map(({ name }) => name);
      return { platform, match: 'ask', reasons: [], assumptions: [], why: match.why, candidates };
    }
    case 'none':
      return { platform, match: 'none', reasons: [], assumptions: [], candidates: [] };
  }
}
