import assert from 'node:assert/strict';
import { CliError } from '../../../src/cli/cliError.ts';
import { readWanted } from '../../../src/cli/wanted.ts';
import type { Wanted } from '../../../src/cli/wanted.ts';
import { makeRecord } from '../../support/records.ts';

const GIT = 'https://git.example.org/';
const FORGE = 'https://example.com/forge/';
const saw = { kind: 'release', owner: 'tools', repo: 'saw' } as const;
const record = makeRecord({ instance: GIT, upstreamId: 'some-uuid', name: 'saw.zip', version: 'v1.0.0', source: saw });

function read(text: string, instances: readonly string[] = [GIT], isPackage = false): Promise<Wanted> {
  return readWanted(text, { instances, engine: { cache: { list: async () => [record] } }, isPackage });
}

describe('parsing the source on the command line', () => {
  for (const [text, range] of [
    ['tools/saw', undefined],
    ['tools/saw@^1.4', '^1.4'],
    ['tools/saw@>=1 <2', '>=1 <2'],
    ['tools/saw@npm@1.0', 'npm@1.0'],
    [`${GIT}tools/saw`, undefined],
    [`${GIT}tools/saw/`, undefined],
    [`${GIT}tools/saw.git`, undefined],
    [`${GIT}tools/saw@^1.4`, '^1.4'],
    [`${GIT}tools/saw/issues/3`, undefined],
    [`${GIT}tools/saw/releases`, undefined],
    [`${GIT}tools/saw/releases/tag/v1.4.0`, 'v1.4.0'],
    [`${GIT}tools/saw/releases/tag/pkg%2Fv1@x`, 'pkg/v1@x'],
    [`${GIT}tools/saw/releases/tag/3.6`, '=3.6'],
    ['git@git.example.org:tools/saw.git', undefined],
    ['git@git.example.org:tools/saw.git@1.4', '1.4'],
    ['ssh://git@git.example.org:2222/tools/saw.git', undefined],
  ] as const) {
    it(`is a repository: ${text}`, async () => {
      assert.deepEqual(await read(text), { instance: GIT, source: saw, range, file: undefined });
    });
  }

  it('is a file of a release, by its address or by an id that is known here', async () => {
    const file = { instance: GIT, source: saw, range: 'v1.0.0', file: 'saw.zip' };
    assert.deepEqual(await read(`${GIT}tools/saw/releases/download/v1.0.0/saw.zip`), file);
    assert.deepEqual(await read(`${GIT}attachments/some-uuid`), file);
  });

  it('is a package, by option or by its address', async () => {
    const source = { kind: 'genericPackage', owner: 'tools', package: 'saw' } as const;
    const wanted = { instance: GIT, source, range: '1.0', file: undefined };
    assert.deepEqual(await read('tools/saw@1.0', [GIT], true), wanted);
    assert.deepEqual(await read(`${GIT}tools/-/packages/generic/saw/1.0.0`), { ...wanted, range: '1.0.0' });
    const file = `${GIT}api/packages/tools/generic/saw/1.0.0/saw.zip`;
    assert.deepEqual(await read(file), { ...wanted, range: '1.0.0', file: 'saw.zip' });
  });

  it('selects one of several instances by a link', async () => {
    assert.equal((await read(`${FORGE}tools/saw`, [GIT, FORGE])).instance, FORGE);
    await assert.rejects(read('tools/saw', [GIT, FORGE]), /Several instances are named\. Choose one with a link/);
  });

  for (const [text, message] of [
    ['saw', /owner\/repo/],
    ['tools/saw/more', /owner\/repo/],
    [
      'https://elsewhere.example/tools/saw',
      /elsewhere\.example is not one .* add --instance https:\/\/elsewhere\.example\./,
    ],
    ['git@elsewhere.example:tools/saw.git', /not on any of the instances/],
    [`${GIT}tools`, /leads to tools, not to a repository/],
    [`${GIT}user/login`, /leads to no repository/],
    [`${GIT}attachments/another`, /the link of the release/],
  ] as const) {
    it(`is not ${text}`, async () => {
      await assert.rejects(
        read(text),
        (error) => error instanceof CliError && error.code === 'usage' && message.test(error.message),
      );
    });
  }

  it('is not requested anywhere if no instance is named', async () => {
    await assert.rejects(read('tools/saw', []), /--instance/);
    await assert.rejects(read(`${GIT}tools/saw`, []), /git\.example\.org is not one .* add --instance/);
  });
});
