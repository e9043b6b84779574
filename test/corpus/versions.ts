import { isDeepStrictEqual } from 'node:util';
import { isEngineError } from '../../src/engine/errors.ts';
import { newerVersions } from '../../src/engine/versions/newerVersion.ts';
import { resolveVersion } from '../../src/engine/versions/resolveVersion.ts';
import { findCaseFile, readCases } from './caseFile.ts';
import { tally } from './scorer.ts';
import type { ScoredCase, Scorer } from './scorer.ts';

interface VersionCase {
  readonly id: string;
  /** `owner/repo`. */
  readonly repo: string;
  readonly tool: string;
  readonly tags: readonly {
    readonly tag: string;
    readonly date: string;
    readonly prerelease?: boolean;
    readonly draft?: boolean;
  }[];
  /** `latest`, a range, or `newer:TAG`. */
  readonly ask: string;
  readonly expect: unknown;
}

/** Lists of tags as forges return them, and the tag to choose. */
export const scorers: readonly Scorer[] = ['versions', 'versions_more'].map((name) => ({
  name,
  detect: async (dir) => (await findCaseFile(dir, name)) !== undefined,
  score: async (dir) => tally((await readCases<VersionCase>(dir, name)).map(scoreCase)),
}));

function scoreCase(one: VersionCase): ScoredCase {
  const got = answerTo(one);
  const { anyOf = [one.expect] } = (one.expect ?? {}) as { readonly anyOf?: readonly unknown[] };
  const fits = anyOf.some((each) => isDeepStrictEqual(got, each));
  return { id: one.id, got, outcome: fits ? 'right' : 'wrong', expected: one.expect };
}

function answerTo({ repo, tool, tags, ask }: VersionCase): unknown {
  const known = tags.map(({ tag, date, prerelease = false, draft = false }) => {
    return { version: tag, createdAt: Date.parse(date), prerelease, draft };
  });
  const wanted = { tool, names: [repo.split('/').at(-1) ?? repo], age: { minimumAgeMs: 0, now: 0 } };
  if (ask.startsWith('newer:')) return newerVersions(ask.slice('newer:'.length), known, wanted)[0]?.version ?? null;
  try {
    return resolveVersion(ask, known, wanted).version.version;
  } catch (error) {
    if (!isEngineError(error, 'noVersion')) throw error;
    return error.facts.why === 'severalSeries' ? { error: 'ambiguous' } : null;
  }
}
