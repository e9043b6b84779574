import assert from 'node:assert/strict';
import { PLATFORM_CORPORA, picksOf, readPlatformCases, scorers } from '../corpus/platform.ts';
import type { PlatformCase } from '../corpus/platform.ts';
import { MACHINES } from '../support/machines.ts';
import type { PlatformId } from '../support/machines.ts';

const CORPORA = 'test/corpora';

/**
 * How many answers of each corpus may be wrong; test/corpora/README.md gives the reason for each. One more wrong answer
 * fails this test.
 */
const MAX_WRONG: Readonly<Record<string, number>> = { platform: 4, platform_noise: 2, platform_multi: 2 };

/** Words that appear only in the names of builds for one system, however the name is parsed. */
const MARKS: Readonly<Record<'linux' | 'darwin' | 'win32', RegExp>> = {
  linux: /linux(?!kit)/i,
  darwin: /darwin|macos|apple|osx/i,
  win32: /windows|win32|win64|msvc|\.exe$/i,
};

const ARM64 = /arm64|aarch64/i;
const X64 = /amd64|x86_64|x64/i;

describe('the corpora of asset names', () => {
  for (const { name, score } of scorers) {
    it(`has all but ${MAX_WRONG[name]} answers of ${name} right`, async () => {
      const { right, wrong, cases } = await score(CORPORA);
      const missed = cases.filter(({ outcome }) => outcome === 'wrong').map(({ id, got }) => ({ id, got }));
      assert.ok(wrong <= (MAX_WRONG[name] ?? 0), JSON.stringify(missed, undefined, 1));
      assert.ok(right > 100 * wrong);
    }).timeout(60_000);
  }

  for (const name of PLATFORM_CORPORA) {
    it(`never picks a build of another system, or one that cannot run, in ${name}`, async () => {
      const cases = await readPlatformCases(CORPORA, name);
      const misfits = cases.flatMap((one) =>
        (Object.entries(picksOf(one)) as [PlatformId, string | null][]).flatMap(([platform, pick]) =>
          pick !== null && !isExpected(one, platform, pick) && isMisfit(one, platform, pick)
            ? [`${one.id} ${platform} ${pick}`]
            : [],
        ),
      );
      assert.deepEqual(misfits, []);
    }).timeout(60_000);
  }
});

function isExpected({ expect, accept }: PlatformCase, platform: PlatformId, pick: string): boolean {
  return expect[platform] === pick || accept[platform]?.includes(pick) === true;
}

/** Decided by plain words, independently of the code under test. */
function isMisfit({ repo, want = '' }: PlatformCase, platform: PlatformId, pick: string): boolean {
  const { os, arch, emulates } = MACHINES[platform];
  const names = [want, repo.slice(repo.lastIndexOf('/') + 1)].filter((name) => name !== '');
  const text = names.reduce((left, name) => left.replace(name, ''), pick);
  const isOtherSystem = Object.entries(MARKS).some(([each, mark]) => each !== os && mark.test(text));
  const isOtherArch =
    arch === 'x64'
      ? ARM64.test(text) && !X64.test(text)
      : X64.test(text) && !ARM64.test(text) && !emulates.includes('x64');
  return isOtherSystem || isOtherArch;
}
