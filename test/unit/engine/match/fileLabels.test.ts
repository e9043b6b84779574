import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { fileLabelsInSlices } from '../../../../src/engine/match/fileLabels.ts';
import { PLATFORM_CORPORA, readPlatformCases } from '../../../corpus/platform.ts';

const SAW = { version: 'v1.2.0', repo: 'saw', isComplete: true };

/** The labels, in the order of the names. */
async function labels(names: readonly string[], options: Partial<typeof SAW> = {}): Promise<readonly string[]> {
  return [...(await fileLabelsInSlices(names, { ...SAW, ...options })).values()].map(({ label }) => label);
}

type Row = readonly [name: string, label: string];

async function table(rows: readonly Row[], options: Partial<typeof SAW> = {}): Promise<void> {
  const found = await fileLabelsInSlices(
    rows.map(([name]) => name),
    { ...SAW, ...options },
  );
  assert.deepEqual(
    rows.map(([name]) => [name, found.get(name)?.label]),
    rows,
  );
}

describe('fileLabels', () => {
  it('puts the platform first and leaves out the tool and the version', async () => {
    await table(
      [
        ['go1.25.3.darwin-amd64.pkg', 'macOS x64 · pkg'],
        ['go1.25.3.linux-386.tar.gz', 'Linux x86 · tar.gz'],
        ['go1.25.3.linux-amd64.tar.gz', 'Linux x64 · tar.gz'],
        ['go1.25.3.linux-armv6l.tar.gz', 'Linux armv6l · tar.gz'],
        ['go1.25.3.linux-ppc64le.tar.gz', 'Linux ppc64le · tar.gz'],
        ['go1.25.3.windows-amd64.msi', 'Windows x64 · msi'],
        ['go1.25.3.windows-amd64.zip', 'Windows x64 · zip'],
      ],
      { version: 'go1.25.3', repo: 'go' },
    );
  });

  it('names the C library only if it is not the usual one', async () => {
    await table([
      ['saw-aarch64-apple-darwin.tar.gz', 'macOS arm64 · tar.gz'],
      ['saw-x86_64-pc-windows-msvc.zip', 'Windows x64 · zip'],
      ['saw-x86_64-unknown-linux-gnu.tar.gz', 'Linux x64 · tar.gz'],
      ['saw-x86_64-unknown-linux-musl.tar.gz', 'Linux x64 musl · tar.gz'],
      ['saw-x86_64-unknown-linux-musl.tar.gz.sha256', 'Linux x64 musl · tar.gz.sha256'],
    ]);
  });

  it('names rare systems as their projects do', async () => {
    await table(
      [
        ['saw_dragonfly_amd64.tar.gz', 'DragonFly BSD x64 · tar.gz'],
        ['saw_aix_ppc64.tar.gz', 'AIX ppc64 · tar.gz'],
        ['saw_illumos_amd64.tar.gz', 'illumos x64 · tar.gz'],
        ['saw_plan9_386.tar.gz', 'Plan 9 x86 · tar.gz'],
      ],
      { isComplete: true },
    );
  });

  it('keeps variants as the publisher spells them', async () => {
    await table(
      [
        ['cudart-llama-bin-win-cuda-12.4-x64.zip', 'Windows x64 · cudart cuda-12.4 · zip'],
        ['llama-b7179-bin-macos-arm64.tar.gz', 'macOS arm64 · tar.gz'],
        ['llama-b7179-bin-ubuntu-vulkan-x64.tar.gz', 'Linux x64 · ubuntu-vulkan · tar.gz'],
        ['llama-b7179-bin-ubuntu-x64.tar.gz', 'Linux x64 · ubuntu · tar.gz'],
        ['llama-b7179-bin-win-cuda-12.4-x64.zip', 'Windows x64 · cuda-12.4 · zip'],
        ['llama-b7179-bin-win-cuda-13.1-x64.zip', 'Windows x64 · cuda-13.1 · zip'],
      ],
      { version: 'b7179', repo: 'llama.cpp' },
    );
    await table(
      [
        ['librewolf-143.0.4-1-linux-x86_64-deb.deb', 'Linux x64 · deb'],
        ['librewolf-143.0.4-1-linux-x86_64-package.tar.xz', 'Linux x64 · package · tar.xz'],
        ['librewolf-143.0.4-1-windows-x86_64-portable.zip', 'Windows x64 · portable · zip'],
        ['librewolf-143.0.4-1-windows-x86_64-setup.exe', 'Windows x64 · setup · exe'],
        ['LibreWolf.x86_64.AppImage', 'Linux x64 · AppImage'],
      ],
      { version: '143.0.4-1', repo: 'librewolf' },
    );
    await table([
      ['saw-linux-amd64-debug.zip', 'Linux x64 · debug · zip'],
      ['saw-linux-amd64-static.zip', 'Linux x64 static · zip'],
      ['saw-linux-amd64.zip', 'Linux x64 · zip'],
      ['saw-linux-amd64v3.zip', 'Linux x64-v3 · zip'],
      ['saw_el8_x64.zip', 'Linux x64 · el8 · zip'],
      ['saw_el9_x64.zip', 'Linux x64 · el9 · zip'],
    ]);
  });

  it('leaves names without a platform alone, and those of documents and sources', async () => {
    const names = ['README.txt', 'SHA256SUMS', 'saw-1.2.0.tar.gz', 'saw-1.2.0-src-linux.tar.gz', 'linux-guide.pdf'];
    assert.deepEqual(await labels([...names, 'saw-linux-x64']), [...names, 'Linux x64']);
  });

  it('adds words if two files would have the same label, or the whole name if nothing else helps', async () => {
    await table([
      ['saw-x86_64-pc-windows-gnu.zip', 'Windows x64 · gnu · zip'],
      ['saw-x86_64-pc-windows-msvc.zip', 'Windows x64 · msvc · zip'],
      ['saw-linux-amd64-1.deb', 'Linux x64 · 1 · deb'],
      ['saw-linux-amd64-2.deb', 'Linux x64 · 2 · deb'],
      ['saw_linux_arm64.zip', 'saw_linux_arm64.zip'],
      ['saw-linux_arm64.zip', 'saw-linux_arm64.zip'],
    ]);
  });

  it('leaves out words that all files share, unless the list is incomplete', async () => {
    const names = ['saw-extended-linux-amd64.zip', 'saw-extended-darwin-arm64.zip'];
    assert.deepEqual(await labels(names), ['Linux x64 · zip', 'macOS arm64 · zip']);
    const some = ['Linux x64 · extended · zip', 'macOS arm64 · extended · zip'];
    assert.deepEqual(await labels(names, { isComplete: false }), some);
  });

  it('keeps the names of several tools of one release apart', async () => {
    assert.deepEqual(await labels(['saw-linux-amd64', 'plane-linux-amd64', 'plane-darwin-arm64']), [
      'Linux x64',
      'Linux x64 · plane',
      'macOS arm64 · plane',
    ]);
  });

  it('ranks the platforms that most people have first', async () => {
    const names = ['saw-x64.exe', 'saw-freebsd-x64', 'saw-darwin-arm64', 'saw-linux-arm64', 'saw-linux-x64', 'NOTES'];
    const ranks = await fileLabelsInSlices(names, SAW);
    const ranked = names.toSorted(
      (one, other) => (ranks.get(one)?.platformRank ?? Infinity) - (ranks.get(other)?.platformRank ?? Infinity),
    );
    assert.deepEqual(ranked, [
      'saw-linux-x64',
      'saw-linux-arm64',
      'saw-darwin-arm64',
      'saw-x64.exe',
      ...names.slice(1, 2),
      'NOTES',
    ]);
  });
});

/** A label is hardly ever longer than the name; a short word such as `m1` may stand for a longer one. */
const MAX_LONGER = 24;

async function assertLabels(names: readonly string[], options: typeof SAW): Promise<void> {
  const found = await fileLabelsInSlices(names, options);
  const all = [...found.values()].map(({ label }) => label);
  assert.deepEqual([...found.keys()].sort(), [...new Set(names)].sort());
  assert.equal(new Set(all).size, all.length, `alike: ${all.join()}`);
  for (const [name, { label }] of found) {
    assert.ok(label.trim() !== '' || name.trim() === '', `no label for ${name}`);
    assert.ok(label.length <= name.length + MAX_LONGER, `${label} for ${name}`);
  }
  assert.deepEqual(new Map([...(await fileLabelsInSlices(names.toReversed(), options))].reverse()), found);
}

describe('labels of any release', () => {
  it('are distinct, never empty, bounded and independent of the order, for releases of the corpora', async () => {
    const cases = (await Promise.all(PLATFORM_CORPORA.map((name) => readPlatformCases('test/corpora', name)))).flat();
    let short = 0;
    let all = 0;
    for (const { assets, version, repo } of cases.filter((_, index) => index % 5 === 0)) {
      const options = { version, repo: repo.slice(repo.lastIndexOf('/') + 1), isComplete: true };
      await assertLabels(assets, options);
      const platforms = [...(await fileLabelsInSlices(assets, options)).values()].filter(
        (one) => one.platformRank !== undefined,
      );
      all += platforms.length;
      short += platforms.filter(({ label }) => label.length <= 32).length;
    }
    // As much as a side bar of 300 pixels shows.
    assert.ok(short / all > 0.9, `${short} of ${all} are short`);
  });

  it('are distinct, never empty, bounded and independent of the order for made-up names too', async () => {
    const word = fc.constantFrom(
      'saw',
      'linux',
      'x86_64',
      'arm64',
      'win',
      'musl',
      'gnu',
      'cuda',
      '12',
      '4',
      '1.2.0',
      'M1',
    );
    const joint = fc.constantFrom('-', '_', '.', ' · ', ' ', '');
    const name = fc
      .tuple(
        fc.array(fc.tuple(word, joint), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('', '.zip', '.tar.gz', '.exe'),
      )
      .map(([parts, end]) => parts.flat().join('') + end);
    await fc.assert(
      fc.asyncProperty(fc.array(name, { maxLength: 12 }), (names) => assertLabels(names, SAW)),
      { numRuns: 500 },
    );
    const anything = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    await fc.assert(fc.asyncProperty(fc.array(anything, { maxLength: 6 }), (names) => assertLabels(names, SAW)));
  });
});
