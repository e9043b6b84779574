import assert from 'node:assert/strict';
import { readLink } from '../../../../src/engine/forgejo/readLink.ts';
import { makeRecord } from '../../../support/records.ts';

const record = makeRecord({ upstreamId: 'some-uuid', name: 'tool.zip' });
const { instance, source, version } = record;
const read = (path: string) => readLink(`${instance}${path}`, [instance], async () => [record]);

describe('readLink', () => {
  it('finds the release of an attachment if the file is on this machine', async () => {
    assert.deepEqual(await read('attachments/some-uuid'), {
      instance,
      owner: source.owner,
      repo: source.kind === 'release' ? source.repo : undefined,
      version: { source, version, file: 'tool.zip' },
    });
  });

  it('returns unknown for any other attachment', async () => {
    assert.equal(await read('attachments/another'), 'unknownFile');
  });

  it('finds the version of a package', async () => {
    const package_ = { kind: 'genericPackage', owner: 'al', package: 'tool' };
    assert.deepEqual(await read('al/-/packages/generic/tool/1.0'), {
      instance,
      owner: 'al',
      repo: undefined,
      version: { source: package_, version: '1.0', file: undefined },
    });
  });
});
