import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { verifyMinisign } from '../../src/engine/verify/minisign.ts';
import { parseMinisignKey } from '../../src/engine/verify/minisignKey.ts';
import { contentOf } from '../../src/engine/verify/signedContent.ts';
import { hasFile, tally } from './scorer.ts';
import type { ScoredCase, Scorer } from './scorer.ts';

const FOLDER = 'minisign';
const MANIFEST = path.join(FOLDER, 'manifest.json');

interface MinisignCase {
  readonly id: string;
  readonly file: string;
  readonly sig: string;
  readonly assetName: string;
  readonly publicKey: string;
  readonly expect: 'ok' | 'reject';
  readonly either?: boolean;
}

export const scorer: Scorer = {
  name: 'minisign',
  detect: (dir) => hasFile(dir, MANIFEST),
  score: async (dir) => {
    const cases = JSON.parse(await readFile(path.join(dir, MANIFEST), 'utf8')) as readonly MinisignCase[];
    return tally(await Promise.all(cases.map((one) => scoreCase(path.join(dir, FOLDER), one))));
  },
};

async function scoreCase(folder: string, one: MinisignCase): Promise<ScoredCase> {
  const [file, signature] = await Promise.all([one.file, one.sig].map((name) => readFile(path.join(folder, name))));
  const key = parseMinisignKey(one.publicKey);
  const got = key && (await verifyMinisign(signature!, [key], { name: one.assetName, content: contentOf(file!) }));
  const outcome = got?.ok ? 'ok' : 'reject';
  const right = outcome === one.expect || one.either === true;
  return { id: one.id, got: outcome, outcome: right ? 'right' : 'wrong', expected: one.expect };
}
