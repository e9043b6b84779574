import assert from 'node:assert/strict';
import * as v from 'valibot';
import {
  decode,
  groupPackages,
  toInstanceInfo,
  toOwner,
  toPackageVersion,
  toRelease,
  toRepository,
} from '../../../../src/engine/forgejo/decode.ts';
import * as schemas from '../../../../src/engine/forgejo/schemas.ts';
import { jsonOf, readCaptures } from '../../../integration/forge/captures.ts';

const BASE = 'https://git.example.org/';
const URL_ASKED = new URL(`${BASE}api/v1/repos/a/b/releases?page=1`);
const REPO = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
const PACKAGE = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;

const ATTACHMENT = { id: 5, name: 'x.bin', size: 3, uuid: 'u-1', created_at: '2026-09-01T10:00:00+02:00' };
const RELEASE = { id: 1, tag_name: 'v1', assets: [ATTACHMENT] };
const REPOSITORY = { id: 1, owner: { login: 'alice' }, name: 'hello', full_name: 'alice/hello' };
const PACKAGE_ROW = { id: 9, owner: { login: 'alice' }, repository: null, name: 'tool', version: '1' };
const FILE = { id: 3, name: 'f.bin' };

const release = (json: unknown) => toRelease(BASE, REPO, decode(schemas.releaseSchema, json, URL_ASKED));
const attachment = (json: object) => release({ ...RELEASE, assets: [{ ...ATTACHMENT, ...json }] }).assets[0]!;
const file = (json: object) =>
  toPackageVersion(BASE, PACKAGE, '1', decode(schemas.packageFilesSchema, [{ ...FILE, ...json }], URL_ASKED))
    .assets[0]!;

describe('schemas', () => {
  for (const version of ['v11.0.15', 'v12.0.4', 'v12.0.4-foreign-root-url']) {
    for (const [what, pattern, schema] of [
      ['lists of releases', /\/releases(\?|$)/, v.array(schemas.releaseSchema)],
      ['releases', /\/releases\/(tags\/|latest|\d+$)/, schemas.releaseSchema],
      ['repositories', /\/repos\/[^/?]+\/[^/?]+$/, schemas.repositorySchema],
      ['searches', /\/repos\/search/, schemas.searchSchema],
      ['lists of repositories', /\/(users\/[^/]+|user|orgs\/[^/]+)\/repos/, v.array(schemas.repositorySchema)],
      ['organizations', /\/(user\/orgs|orgs)(\?|$)/, v.array(schemas.organizationSchema)],
      ['lists of packages', /\/packages\/[^/?]+\?/, v.array(schemas.packageSchema)],
      ['files of packages', /\/packages\/.*\/files$/, schemas.packageFilesSchema],
      ['users', /\/api\/v1\/user$/, schemas.userSchema],
      ['versions', /\/api\/v1\/version$/, schemas.versionSchema],
    ] as const) {
      const recorded = readCaptures(version).filter(
        ({ request, response }) =>
          request.path.startsWith('/api/v1/') &&
          pattern.test(request.path) &&
          response.status === 200 &&
          !('trimmedFrom' in response.body),
      );
      if (recorded.length === 0) continue;
      it(`decodes all ${recorded.length} recorded ${what} of ${version}`, () => {
        for (const { id, request, response } of recorded) {
          assert.doesNotThrow(() => decode(schema, jsonOf(response.body), new URL(request.path, BASE)), id);
        }
      });
    }
  }

  for (const [what, schema, value, path] of [
    ['a version without its only field', schemas.versionSchema, {}, '$.version'],
    ['an empty version', schemas.versionSchema, { version: '' }, '$.version'],
    ['a user without a login', schemas.userSchema, { full_name: 'x' }, '$.login'],
    ['an organization without a name', schemas.organizationSchema, { id: 1 }, '$'],
    ['a repository without an owner', schemas.repositorySchema, { ...REPOSITORY, owner: {} }, '$.owner.login'],
    ['a release without a tag', v.array(schemas.releaseSchema), [RELEASE, { id: 2 }], '$.1.tag_name'],
    [
      'an attachment without a uuid',
      v.array(schemas.releaseSchema),
      [{ ...RELEASE, assets: [ATTACHMENT, { ...ATTACHMENT, uuid: undefined }] }],
      '$.0.assets.1.uuid',
    ],
    [
      'a negative size',
      schemas.releaseSchema,
      { ...RELEASE, assets: [{ ...ATTACHMENT, size: -1 }] },
      '$.assets.0.size',
    ],
    ['a size as text', schemas.packageFilesSchema, [FILE, { ...FILE, size: '3' }], '$.1.size'],
    ['a size that is too large to count', schemas.packageFilesSchema, [{ ...FILE, Size: 2 ** 60 }], '$.0.Size'],
    ['a package without a version', schemas.packageSchema, { ...PACKAGE_ROW, version: null }, '$.version'],
    ['an object in place of a list', v.array(schemas.packageSchema), { message: 'x' }, '$'],
    ['a page with far more rows than requested', schemas.pageOf(v.unknown()), Array(1001).fill(1), '$'],
    ['a version that is too long', schemas.packageSchema, { ...PACKAGE_ROW, version: 'x'.repeat(256) }, '$.version'],
    [
      'an owner that is too long',
      schemas.packageSchema,
      { ...PACKAGE_ROW, owner: { login: 'ä'.repeat(128) } },
      '$.owner.login',
    ],
    ['a tag that is too long', schemas.releaseSchema, { ...RELEASE, tag_name: '漢'.repeat(256) }, '$.tag_name'],
    [
      'a repository name that is too long',
      schemas.repositorySchema,
      { ...REPOSITORY, name: 'x'.repeat(256) },
      '$.name',
    ],
    ['nothing', schemas.releaseSchema, null, '$'],
  ] as const) {
    it(`refuses ${what} and names the endpoint and the path`, () =>
      assert.throws(() => decode(schema, value, URL_ASKED), {
        code: 'badResponse',
        facts: { host: 'git.example.org', endpoint: '/api/v1/repos/a/b/releases', path },
      }));
  }

  it('ignores unknown fields and treats missing ones as empty', () => {
    const read = release({ ...RELEASE, assets: null, author: null, name: null, new_field: { deep: 1 } });
    assert.deepEqual(read, {
      instance: BASE,
      source: REPO,
      version: 'v1',
      title: '',
      notes: '',
      draft: false,
      prerelease: false,
      createdAt: undefined,
      author: undefined,
      webUrl: `${BASE}alice/hello/releases/tag/v1`,
      assets: [],
    });
  });
});

describe('decode', () => {
  it('keeps only the beginning of a hostile message in the error', () => {
    const bad = { version: 7, note: 'x'.repeat(5000) };
    assert.throws(
      () => decode(schemas.versionSchema, bad, URL_ASKED),
      (error: Error) => error.message.length < 400,
    );
  });
});

describe('toRelease', () => {
  it('keeps a title only if it says more than the tag', () => {
    assert.equal(release({ ...RELEASE, name: 'v1' }).title, '');
    assert.equal(release({ ...RELEASE, name: 'One' }).title, 'One');
  });

  it('reads times with their zone, and the zero times as never', () => {
    assert.equal(attachment({}).createdAt, Date.UTC(2026, 8, 1, 8));
    assert.equal(attachment({ created_at: '0001-01-01T00:00:00Z' }).createdAt, undefined);
    assert.equal(attachment({ created_at: '1970-01-01T00:00:00Z' }).createdAt, undefined);
    assert.equal(attachment({ created_at: 'soon' }).createdAt, undefined);
  });

  it('uses the instance as the page of a release that no URL can name', () => {
    assert.equal(release({ ...RELEASE, tag_name: '..' }).webUrl, BASE);
  });

  it('never uses an address that the server claims as its own', () => {
    const json = { ...RELEASE, html_url: 'http://internal:3000/x', url: 'http://internal:3000/y' };
    const assets = [{ ...ATTACHMENT, browser_download_url: 'http://internal:3000/attachments/u-1' }];
    assert.ok(!JSON.stringify(release({ ...json, assets })).includes('internal'));
  });

  it('treats a size of 0 as unknown, as in old rows', () => {
    assert.equal(attachment({ size: 0 }).sizeBytes, undefined);
    assert.equal(attachment({ size: 5 * 2 ** 31 }).sizeBytes, 5 * 2 ** 31);
  });

  it('marks an external asset and keeps its address', () => {
    const read = attachment({ type: 'external', size: 0, browser_download_url: 'https://cdn.example/x' });
    assert.deepEqual(
      [read.storage, read.sizeBytes, read.externalUrl],
      ['external', undefined, 'https://cdn.example/x'],
    );
    assert.equal(attachment({ type: 'attachment' }).storage, 'attachment');
    assert.equal(attachment({ type: null }).storage, 'attachment');
  });

  it('distinguishes external assets by their address without storing it', () => {
    const [one, other] = ['https://cdn.example/x?key=s3cret', 'https://cdn.example/y'].map(
      (url) => attachment({ type: 'external', browser_download_url: url }).upstreamId,
    );
    assert.notEqual(one, other);
    assert.match(one ?? '', /^u-1 [0-9a-f]{16}$/);
  });

  const HEX = 'ab'.repeat(32);
  const LONG = { sha384: 'cd'.repeat(48), sha512: 'ef'.repeat(64) };
  for (const [given, digests] of [
    [{ sha256: HEX.toUpperCase() }, { sha256: HEX }],
    [{ digest: `sha256:${HEX}` }, { sha256: HEX }],
    [{ digest: HEX }, { sha256: HEX }],
    [{ sha256: 'rubbish', digest: `sha256:${HEX}` }, { sha256: HEX }],
    [LONG, LONG],
    [{ digest: `sha384:${LONG.sha384}` }, { sha384: LONG.sha384 }],
    [
      { sha256: HEX, digest: `SHA512:${LONG.sha512}` },
      { sha256: HEX, sha512: LONG.sha512 },
    ],
    [{ digest: LONG.sha512 }, {}],
    [{ digest: `sha512:${HEX}` }, {}],
    [{ digest: `sha3:${HEX}` }, {}],
    [{ sha256: HEX.slice(1) }, {}],
    [{ sha256: null, digest: null }, {}],
    [{}, {}],
  ] as const) {
    it(`reads the digest of ${JSON.stringify(given).slice(0, 40)}`, () =>
      assert.deepEqual(attachment(given).digests, digests));
  }
});

describe('toPackageVersion', () => {
  it('reads the size under both of its names', () => {
    assert.equal(file({ Size: 7 }).sizeBytes, 7);
    assert.equal(file({ size: 7 }).sizeBytes, 7);
    assert.equal(file({ Size: 0 }).sizeBytes, 0);
    assert.equal(file({}).sizeBytes, undefined);
  });

  it('identifies a file by its digest, so that a re-upload is another one', () => {
    const [sha256, sha512] = ['ab'.repeat(32), 'cd'.repeat(64)];
    assert.equal(file({ sha256, sha512 }).upstreamId, sha256);
    assert.deepEqual(file({ sha256, sha512 }).digests, { sha256, sha512 });
    assert.equal(file({ sha512 }).upstreamId, sha512);
    const sha384 = 'ef'.repeat(48);
    assert.deepEqual([file({ sha384 }).upstreamId, file({ sha384 }).digests], [sha384, { sha384 }]);
  });

  it('distinguishes two uploads without a digest by all other facts', () => {
    const known = { id: 5, Size: 7, created_at: '2026-09-01T10:00:00+02:00' };
    const uploads = [known, { ...known, id: 6 }, { ...known, Size: 8 }, { ...known, created_at: null }, {}];
    assert.equal(new Set(uploads.map((json) => file(json).upstreamId)).size, uploads.length);
    assert.equal(file(known).upstreamId, file(known).upstreamId);
    assert.equal(file(known).createdAt, Date.UTC(2026, 8, 1, 8));
  });
});

describe('groupPackages', () => {
  it('groups rows of one name into a package, in the order of their newest', () => {
    const rows = [
      { ...PACKAGE_ROW, version: '2', repository: { full_name: 'alice/hello' } },
      { ...PACKAGE_ROW, name: 'other', version: '1' },
      { ...PACKAGE_ROW, name: 'Tool', version: '1' },
    ].map((row) => decode(schemas.packageSchema, row, URL_ASKED));
    const grouped = groupPackages(BASE, rows);
    assert.deepEqual(
      grouped.map(({ name, repository, versions }) => [name, repository, versions.map(({ version }) => version)]),
      [
        ['tool', 'alice/hello', ['2', '1']],
        ['other', undefined, ['1']],
      ],
    );
  });
});

describe('toInstanceInfo', () => {
  for (const [version, kind] of [
    ['15.0.3+gitea-1.22.0', 'forgejo'],
    ['16.0.0-dev-12-gabc+gitea-1.22.0', 'forgejo'],
    ['1.27.1', 'gitea'],
    ['1.28.0+dev-100-gabc', 'gitea'],
  ] as const) {
    it(`recognises ${kind} in ${version}`, () => assert.deepEqual(toInstanceInfo({ version }), { kind, version }));
  }
});

describe('toOwner and toRepository', () => {
  it('reads organizations in both spellings', () => {
    const both = [{ name: 'tools' }, { username: 'tools' }].map((json) =>
      toOwner(decode(schemas.organizationSchema, json, URL_ASKED), 'organization'),
    );
    const expected = { login: 'tools', fullName: '', kind: 'organization' };
    assert.deepEqual(both, [expected, expected]);
  });

  it('assumes releases if the server does not say', () => {
    const read = toRepository(decode(schemas.repositorySchema, REPOSITORY, URL_ASKED));
    assert.deepEqual([read.hasReleases, read.releaseCount, read.private], [true, 0, false]);
  });
});
