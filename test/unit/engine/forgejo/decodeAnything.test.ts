import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { isEngineError } from '../../../../src/engine/errors.ts';
import {
  decode,
  groupPackages,
  toPackageVersion,
  toRelease,
  toRepository,
} from '../../../../src/engine/forgejo/decode.ts';
import type { PackageFilesJson } from '../../../../src/engine/forgejo/schemas.ts';
import * as schemas from '../../../../src/engine/forgejo/schemas.ts';
import { recordKey } from '../../../../src/engine/model.ts';
import type { Asset } from '../../../../src/engine/model.ts';

const BASE = 'https://git.example.org/forge/';
const ASKED = new URL(`${BASE}api/v1/repos/a/b/releases?page=1`);
const REPO = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
const PACKAGE = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;

const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary' }), fc.maxSafeInteger(), fc.double());
/** A value with some of its fields missing or replaced by anything. */
const bent = (fields: Readonly<Record<string, unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        fc.oneof({ weight: 9, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: odd }),
      ]),
    ),
    { requiredKeys: [] },
  );

const attachment = bent({
  id: 5,
  name: 'x.bin',
  size: 3,
  uuid: 'u-1',
  created_at: '2026-09-01T10:00:00+02:00',
  download_count: 1,
  type: 'external',
  browser_download_url: 'https://cdn.example/x',
  sha256: 'a'.repeat(64),
});
const file = bent({ id: 3, name: 'f.bin', Size: 4, size: 4, sha256: 'A'.repeat(64), sha512: 'b'.repeat(128) });

function looksRight({ name, sizeBytes, digests, upstreamId, createdAt, ...asset }: Asset): void {
  assert.equal(typeof name, 'string');
  assert.ok(sizeBytes === undefined || (Number.isSafeInteger(sizeBytes) && sizeBytes >= 0));
  assert.ok(createdAt === undefined || Number.isFinite(createdAt));
  assert.match(digests.sha256 ?? 'a'.repeat(64), /^[0-9a-f]{64}$/);
  assert.match(digests.sha384 ?? 'a'.repeat(96), /^[0-9a-f]{96}$/);
  assert.match(digests.sha512 ?? 'a'.repeat(128), /^[0-9a-f]{128}$/);
  assert.ok(upstreamId !== '');
  assert.match(recordKey({ name, upstreamId, ...asset }), /^[0-9a-f]{64}$/);
}

/** The result of `work`, or `undefined` if it rejects the value as unknown. */
function orUnknown<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    assert.ok(isEngineError(error, 'badResponse'), String(error));
    assert.ok(error.message.length < 500);
    return undefined;
  }
}

describe('a mutated server response', () => {
  const known = { release: 0, files: 0, packages: 0, repository: 0 };
  after(() => {
    for (const [what, count] of Object.entries(known)) assert.ok(count > 10, `${what} was never understood`);
  });

  it('is a release with its files, or rejected', () => {
    const release = fc
      .tuple(bent({ id: 1, tag_name: 'v1', name: 'One', body: '', draft: false }), fc.array(attachment))
      .map(([fields, assets]) => ({ ...fields, assets }));
    const check = (json: unknown): void => {
      const found = orUnknown(() => toRelease(BASE, REPO, decode(schemas.releaseSchema, json, ASKED)));
      if (!found) return;
      known.release += 1;
      assert.ok(found.webUrl.startsWith(BASE));
      for (const asset of found.assets) looksRight(asset);
    };
    fc.assert(fc.property(fc.oneof({ weight: 9, arbitrary: release }, odd), check), { numRuns: 500 });
  });

  it('is the files of a package, or rejected', () => {
    const check = (json: unknown): void => {
      const listed = (): PackageFilesJson => decode(schemas.packageFilesSchema, json, ASKED);
      const found = orUnknown(() => toPackageVersion(BASE, PACKAGE, '1', listed()));
      if (!found) return;
      known.files += 1;
      for (const asset of found.assets) looksRight(asset);
    };
    fc.assert(fc.property(fc.oneof({ weight: 9, arbitrary: fc.array(file) }, odd), check), { numRuns: 500 });
  });

  it('is a list of packages or a repository, or rejected', () => {
    const row = bent({
      id: 9,
      owner: { login: 'alice' },
      repository: null,
      name: 'tool',
      version: '1',
      type: 'generic',
    });
    const checkRows = (json: unknown): void => {
      const rows = orUnknown(() => decode(v.array(schemas.packageSchema), json, ASKED));
      if (!rows) return;
      known.packages += 1;
      const versions = groupPackages(BASE, rows).flatMap((found) => found.versions);
      assert.ok(versions.length <= rows.length);
    };
    fc.assert(fc.property(fc.oneof({ weight: 9, arbitrary: fc.array(row) }, odd), checkRows), { numRuns: 300 });
    const repository = bent({
      id: 1,
      owner: { login: 'alice' },
      name: 'hello',
      full_name: 'alice/hello',
      private: true,
    });
    const checkOne = (json: unknown): void => {
      const found = orUnknown(() => toRepository(decode(schemas.repositorySchema, json, ASKED)));
      if (!found) return;
      known.repository += 1;
      assert.equal(typeof found.fullName, 'string');
    };
    fc.assert(fc.property(fc.oneof({ weight: 9, arbitrary: repository }, odd), checkOne), { numRuns: 300 });
  });
});
