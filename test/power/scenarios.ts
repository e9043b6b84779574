import { CACHE_SCENARIOS } from './cacheScenarios.ts';
import { COUNT_SCENARIO } from './countScenario.ts';
import { DECISIONS_SCENARIO } from './decisionScenario.ts';
import { ENVIRONMENT_SCENARIO } from './environmentScenario.ts';
import { EVIDENCE_SCENARIO } from './evidenceScenario.ts';
import { INSTALL_SCENARIOS } from './installScenarios.ts';
import { LOCK_SCENARIO } from './lockScenario.ts';
import type { PowerScenario } from './powerLab.ts';
import { RECEIVE_SCENARIO } from './receiveScenario.ts';
import { SAVE_SCENARIO } from './saveScenario.ts';

export const POWER_SCENARIOS: readonly PowerScenario[] = [
  ...CACHE_SCENARIOS,
  RECEIVE_SCENARIO,
  EVIDENCE_SCENARIO,
  COUNT_SCENARIO,
  DECISIONS_SCENARIO,
  ...INSTALL_SCENARIOS,
  ENVIRONMENT_SCENARIO,
  LOCK_SCENARIO,
  SAVE_SCENARIO,
];
