import type { LiveCase } from '../outcome.ts';
import { fileCases } from './downloads.ts';
import { instanceCases } from './instance.ts';
import { missingCases } from './missing.ts';
import { packageCases } from './packages.ts';
import { releaseCases } from './releases.ts';
import { repositoryCases } from './repositories.ts';
import { resumeCases } from './resume.ts';
import { tokenCases } from './tokenRule.ts';
import { wrongTokenCases } from './wrongToken.ts';

/** In the order of running. The last cases check the traffic of all others. */
export const ALL_CASES: readonly LiveCase[] = [
  ...instanceCases,
  ...repositoryCases,
  ...releaseCases,
  ...packageCases,
  ...fileCases,
  ...resumeCases,
  ...missingCases,
  ...wrongTokenCases,
  ...tokenCases,
];
