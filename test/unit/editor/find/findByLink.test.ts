import assert from 'node:assert/strict';
import { readLink } from '../../../../src/editor/find/findByLink.ts';
import type { Engine } from '../../../../src/engine/index.ts';
import { makeRecord } from '../../../support/records.ts';

const record = makeRecord({ upstreamId: 'some-uuid', name: 'tool.zip' });
const { instance, source, version } = record;
const engine = { cache: { list: async () => [record] } } as unknown as Pick<Engine, 'cache'>;

describe('what a link leads to', () => {
  it('is the release of a file on this machine, where it names an attachment', async () => {
    assert.deepEqual(await readLink(engine, instance, `${instance}attachments/some-uuid`), {
      owner: source.owner,
      repo: source.kind === 'release' ? source.repo : undefined,
      version: { source, version, file: 'tool.zip' },
    });
  });

  it('is unknown for any other attachment', async () => {
    assert.equal(await readLink(engine, instance, `${instance}attachments/another`), 'unknownFile');
  });

  it('is the version of a package', async () => {
    const package_ = { kind: 'genericPackage', owner: 'al', package: 'tool' };
    assert.deepEqual(await readLink(engine, instance, `${instance}al/-/packages/generic/tool/1.0`), {
      owner: 'al',
      repo: undefined,
      version: { source: package_, version: '1.0', file: undefined },
    });
  });
});
