import { EvidenceFiles } from '../../src/engine/cache/evidenceFiles.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { SMALL, OTHER, serve } from '../crash/files.ts';
import type { PowerScenario } from './powerLab.ts';

const clock = new FakeClock(Date.now());
const signal = new AbortController().signal;

/** Stored checksum and signature files. */
export const EVIDENCE_SCENARIO: PowerScenario = {
  name: 'keep evidence',
  prepare: async (root) => void (await new EvidenceFiles(root, clock).get(OTHER.asset, { open: serve(OTHER), signal })),
  act: async (root) => {
    for (const file of [OTHER, SMALL]) {
      await new EvidenceFiles(root, clock).get(file.asset, { open: serve(file), signal, refetch: true });
    }
  },
  problems: async (root) => {
    const later = new FakeClock(Date.now() + 120_000);
    const wrong: string[] = [];
    for (const file of [OTHER, SMALL]) {
      const kept = await new EvidenceFiles(root, later).stored(file.asset).catch(() => undefined);
      if (kept && !file.bytes.equals(kept.bytes)) wrong.push(`${file.asset.name} has other bytes`);
      const got = await new EvidenceFiles(root, later).get(file.asset, { open: serve(file), signal });
      if (!file.bytes.equals(got.bytes)) wrong.push(`${file.asset.name} is fetched with other bytes`);
    }
    return wrong;
  },
};
