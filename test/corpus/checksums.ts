import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseChecksums } from '../../src/engine/verify/checksums.ts';
import { hasFile, tally } from './scorer.ts';
import type { ScoredCase, Scorer } from './scorer.ts';

const FILE = 'checksums.jsonl';

interface ChecksumCase {
  readonly id: string;
  /** The name of the checksum file. */
  readonly name: string;
  readonly text?: string;
  readonly base64?: string;
  readonly generate?: { readonly repeat: string; readonly times: number; readonly then: string };
  readonly asset: string;
  readonly expect: unknown;
  readonly accept?: readonly unknown[];
  readonly mustNot?: unknown;
  readonly authenticated?: boolean;
}

export const scorer: Scorer = {
  name: 'checksums',
  detect: (dir) => hasFile(dir, FILE),
  score: async (dir) => {
    const lines = (await readFile(path.join(dir, FILE), 'utf8')).split('\n').filter((line) => line.trim() !== '');
    return tally(lines.map((line) => scoreCase(JSON.parse(line) as ChecksumCase)));
  },
};

function scoreCase(one: ChecksumCase): ScoredCase {
  const result = parseChecksums(bytesOf(one), { sidecarName: one.name, assetName: one.asset });
  const got = result.ok ? { algorithm: result.algorithm, hex: result.hex } : { error: result.reason };
  const fits = [one.expect, ...(one.accept ?? [])].some((each) => isDeepStrictEqual(got, each));
  const forbidden = one.mustNot !== undefined && isDeepStrictEqual(got, one.mustNot);
  // Text that claims to be signed must be marked as such, because nobody has checked the signature.
  const unmarked = one.authenticated === false && result.ok && !result.embedded;
  return { id: one.id, got, outcome: fits && !forbidden && !unmarked ? 'right' : 'wrong', expected: one.expect };
}

function bytesOf({ text, base64, generate }: ChecksumCase): Buffer {
  if (generate) return Buffer.from(generate.repeat.repeat(generate.times) + generate.then);
  return base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64');
}
